package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.launcher.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobPlaceTest {
    @TempDir private Path data;

    @Test
    void aJobIsInThePartOfTheTaskManagerThatItsTasksWereGivenTo() throws Exception {
        TestJobManager manager = new TestJobManager(data);
        try {
            record("decide");

            assertThat(JobPlace.partOf(data, manager.cluster().restAddress(), "decide"))
                    .isEqualTo("flink-taskmanager-2")
                    .isEqualTo(FlinkCluster.taskManagerPart(2));
        } finally {
            manager.stop();
        }
    }

    @Test
    void aJobThatNeverRanIsNowhere() throws Exception {
        TestJobManager manager = new TestJobManager(data);
        try {
            record("views");

            assertThatThrownBy(
                            () -> JobPlace.partOf(data, manager.cluster().restAddress(), "decide"))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("The job decide runs in no task manager");
        } finally {
            manager.stop();
        }
    }

    private void record(String job) throws Exception {
        TreeMap<String, JobRecord.Runs> jobs = new TreeMap<>();
        jobs.put(job, new JobRecord.Runs(List.of("an-id"), List.of()));
        new JobRecord("one", jobs, "", null, JobRecord.Form.AS_STARTED)
                .write(FlinkJobs.recordIn(data));
    }
}
