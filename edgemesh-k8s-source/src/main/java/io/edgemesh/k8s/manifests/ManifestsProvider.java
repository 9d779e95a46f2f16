package io.edgemesh.k8s.manifests;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.k8s.objects.ServiceFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Services from manifests: files that end in {@code .yaml}, {@code .yml} or {@code .json}, each with any number of
 * documents of the kinds Service, EndpointSlice, Endpoints, DestinationRule and List. Other kinds are passed over.
 *
 * <p>Settings: {@code path}, a folder (not the folders in it) or one file; {@code pollInterval}, how often to look for
 * changes that the operating system did not tell of, 10 s; or instead of both {@code text}, the documents themselves;
 * {@code serviceFilterMode}, see {@link ServiceFilter}.
 */
@AutoService(MetadataSourceProvider.class)
public final class ManifestsProvider implements MetadataSourceProvider {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "manifests";
    }

    @Override
    public MetadataSource create(MeshContext mesh, Settings settings) {
        Predicate<Service> wanted = ServiceFilter.from(settings);
        String text = settings.string("text");
        if (text != null) {
            return new GivenManifests(text, settings.where("text"), wanted);
        }
        Path path = Path.of(settings.required("path"));
        Duration pollInterval = settings.duration("pollInterval", POLL_INTERVAL);
        if (pollInterval.isZero()) {
            throw settings.invalid("pollInterval", "a duration such as 10s");
        }
        return new ManifestsSource(path, settings.where("path"), pollInterval, wanted);
    }
}
