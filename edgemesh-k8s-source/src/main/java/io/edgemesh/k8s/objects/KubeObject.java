package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.TrafficPolicy;
import java.util.List;
import java.util.Map;

/** One object as far as it matters to the mesh. Immutable. */
public sealed interface KubeObject {
    ObjectId id();

    /** Returns the services that it says something of. */
    List<ServiceName> services();

    /** A Service. */
    record Declared(ObjectId id, Service service) implements KubeObject {
        @Override
        public List<ServiceName> services() {
            return List.of(service.name());
        }
    }

    /** An EndpointSlice: some endpoints of a service, by port name. */
    record Slice(ObjectId id, ServiceName service, Map<String, List<Endpoint>> endpoints) implements KubeObject {
        @Override
        public List<ServiceName> services() {
            return List.of(service);
        }
    }

    /** An Endpoints object: all endpoints of the service that has its name, by port name. */
    record AllEndpoints(ObjectId id, Map<String, List<Endpoint>> endpoints) implements KubeObject {
        @Override
        public List<ServiceName> services() {
            return List.of(id.name());
        }
    }

    /**
     * A DestinationRule.
     *
     * @param host   the service that its {@code spec.host} names; the one with the rule's own name where it names none
     * @param policy how that service's connections are spread
     */
    record Rule(ObjectId id, ServiceName host, TrafficPolicy policy) implements KubeObject {
        /** The host as Istio has it, and the namesake as Go EdgeMesh has it. */
        @Override
        public List<ServiceName> services() {
            return host.equals(id.name()) ? List.of(host) : List.of(host, id.name());
        }
    }
}
