package io.edgemesh.k8s.objects;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Service;
import java.util.function.Predicate;

/**
 * Which services the mesh takes up, by the labels that Go EdgeMesh goes by. Headless services without the label stay: no
 * traffic is intercepted for them, but their names have to resolve.
 */
public final class ServiceFilter {
    private static final String KEY = "serviceFilterMode";
    private static final String PROXY_NAME = "service.edgemesh.kubeedge.io/service-proxy-name";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    private ServiceFilter() {}

    /**
     * Reads {@code serviceFilterMode}: all services unless it is set; all but the labelled ones with
     * {@code FilterIfLabelExists}, the labelled ones only with {@code FilterIfLabelDoesNotExists}.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if it is something else
     */
    public static Predicate<Service> from(Settings settings) {
        return switch (settings.string(KEY, "None")) {
            case "None" -> service -> true;
            case "FilterIfLabelExists" -> service -> !isSet(service, PROXY_NAME) && !isSet(service, HEADLESS);
            case "FilterIfLabelDoesNotExists" -> service -> isSet(service, PROXY_NAME) && !isSet(service, HEADLESS);
            default -> throw settings.invalid(KEY, "None, FilterIfLabelExists or FilterIfLabelDoesNotExists");
        };
    }

    private static boolean isSet(Service service, String label) {
        return service.labels().containsKey(label);
    }
}
