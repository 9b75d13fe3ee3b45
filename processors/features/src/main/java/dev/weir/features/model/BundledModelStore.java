package dev.weir.features.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The small models that come with the platform: trained on demonstration traffic, one a feature
 * set, so that there is a model before one was trained on a book's own payments.
 */
public final class BundledModelStore implements ModelStore {
    private static final String FOLDER = "/models/";

    /** Feature set to the hash of its model, one a line. */
    private static final String INDEX = FOLDER + "index.properties";

    @Override
    public Optional<byte[]> read(String hash) {
        return resource(FOLDER + ModelStore.pathOf(hash));
    }

    /** The hash of the model for a feature set, if one comes with the platform. */
    public Optional<String> hashFor(String featureSet) {
        try (InputStream in = BundledModelStore.class.getResourceAsStream(INDEX)) {
            Properties index = new Properties();
            if (in != null) {
                index.load(in);
            }
            return Optional.ofNullable(index.getProperty(featureSet));
        } catch (IOException e) {
            throw failed(INDEX, e);
        }
    }

    /** Figures of the report beside a model, by name, millionths. */
    public Map<String, Long> figuresMicro(String hash) {
        String name = FOLDER + ModelFigures.pathOf(hash);
        try (InputStream in = BundledModelStore.class.getResourceAsStream(name)) {
            return in == null ? Map.of() : ModelFigures.read(in);
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream in = BundledModelStore.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    private static ModelException failed(String name, IOException cause) {
        return new ModelException(
                ModelFault.MODEL_STORE_FAILED, "the resource " + name + " cannot be read", cause);
    }
}
