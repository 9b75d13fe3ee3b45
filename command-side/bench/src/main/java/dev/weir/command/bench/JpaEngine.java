package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateBasedJpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateEventEntry;
import org.axonframework.messaging.core.unitofwork.transaction.Transaction;
import org.axonframework.messaging.core.unitofwork.transaction.TransactionManager;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.conversion.EventConverter;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.cfg.Configuration;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.VarbinaryJdbcType;

/**
 * Axon's own JPA engine on PostgreSQL by Hibernate, set up as its documentation asks for: a
 * transaction for each append, payload and metadata in bytea columns.
 */
final class JpaEngine implements EntityManagerProvider, TransactionManager, AutoCloseable {
    private final EntityManagerFactory factory;
    private final ThreadLocal<EntityManager> current = new ThreadLocal<>();

    /**
     * @param connections as many as threads use it
     */
    JpaEngine(String url, String user, String password, int connections) {
        this.factory =
                new Configuration()
                        .addAnnotatedClass(AggregateEventEntry.class)
                        .setProperty("hibernate.connection.url", url)
                        .setProperty("hibernate.connection.username", user)
                        .setProperty("hibernate.connection.password", password)
                        .setProperty("hibernate.connection.pool_size", connections)
                        .setProperty("hibernate.connection.autocommit", false)
                        .setProperty("hibernate.dialect", ByteaDialect.class.getName())
                        .setProperty("hibernate.hbm2ddl.auto", "create")
                        // the name of Axon's sequence has dashes
                        .setProperty("hibernate.globally_quoted_identifiers", true)
                        .buildSessionFactory();
    }

    EventStorageEngine engine() {
        return new AggregateBasedJpaEventStorageEngine(
                this, this, new ProtobufConverter(), UnaryOperator.identity());
    }

    /** The thread's own; Axon closes it before the transaction is committed, which waits. */
    @Override
    public EntityManager getEntityManager() {
        EntityManager manager = current.get();
        return (EntityManager)
                Proxy.newProxyInstance(
                        JpaEngine.class.getClassLoader(),
                        new Class<?>[] {EntityManager.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("close")) {
                                return null;
                            }
                            try {
                                return method.invoke(manager, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Override
    public Transaction startTransaction() {
        EntityManager manager = factory.createEntityManager();
        manager.getTransaction().begin();
        current.set(manager);
        return new Transaction() {
            @Override
            public void commit() {
                try (manager) {
                    manager.getTransaction().commit();
                } finally {
                    current.remove();
                }
            }

            @Override
            public void rollback() {
                try (manager) {
                    if (manager.isOpen() && manager.getTransaction().isActive()) {
                        manager.getTransaction().rollback();
                    }
                } finally {
                    current.remove();
                }
            }
        };
    }

    @Override
    public void close() {
        factory.close();
    }

    /** Hibernate's own choice for these columns is large objects, several times slower. */
    public static final class ByteaDialect extends PostgreSQLDialect {
        @Override
        protected String columnType(int sqlTypeCode) {
            return sqlTypeCode == SqlTypes.BLOB ? "bytea" : super.columnType(sqlTypeCode);
        }

        @Override
        public void contributeTypes(TypeContributions contributions, ServiceRegistry registry) {
            super.contributeTypes(contributions, registry);
            contributions
                    .getTypeConfiguration()
                    .getJdbcTypeRegistry()
                    .addDescriptor(Types.BLOB, VarbinaryJdbcType.INSTANCE);
        }
    }

    /** Payloads as in the log; metadata as lines. */
    private static final class ProtobufConverter implements EventConverter {
        @Override
        public boolean canConvert(Type source, Type target) {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked") // the caller names the type that it gets
        public <T> T convert(Object input, Type target) {
            return (T)
                    switch (input) {
                        case Message message -> message.toByteArray();
                        case Map<?, ?> metadata -> bytes(metadata);
                        case byte[] bytes when target == byte[].class -> bytes;
                        case byte[] bytes -> metadata(bytes);
                        default ->
                                throw new IllegalArgumentException(
                                        input.getClass() + " to " + target);
                    };
        }

        @Override
        @SuppressWarnings("unchecked") // the caller names the type that it gets
        public <E extends EventMessage, T> T convertPayload(E event, Type target) {
            Object payload = event.payload();
            return payload instanceof byte[] bytes
                    ? (T) EventTypes.parse(event.type().name(), bytes)
                    : convert(payload, target);
        }

        @Override
        @SuppressWarnings("unchecked") // an event with another payload is of the same class
        public <E extends EventMessage> E convertEvent(E event, Type target) {
            return (E) event.withConvertedPayload(target, this);
        }

        @Override
        public void describeTo(ComponentDescriptor descriptor) {
            descriptor.describeProperty("format", "protobuf");
        }

        private static byte[] bytes(Map<?, ?> metadata) {
            StringBuilder lines = new StringBuilder();
            metadata.forEach(
                    (name, value) -> lines.append(name).append('=').append(value).append('\n'));
            return lines.toString().getBytes(StandardCharsets.UTF_8);
        }

        private static Map<String, String> metadata(byte[] bytes) {
            Map<String, String> metadata = new TreeMap<>();
            new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(
                            line -> {
                                int equals = line.indexOf('=');
                                metadata.put(line.substring(0, equals), line.substring(equals + 1));
                            });
            return metadata;
        }
    }
}
