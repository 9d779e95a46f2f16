package io.edgemesh.bundle.demo;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.intercept.DialChain;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.transport.DialPath;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the way that the latest connection to each service took. */
final class PathRecorder implements Interceptor {
    private final Map<ServiceName, DialPath> latest = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Connection> intercept(DialChain chain) {
        return chain.proceed(chain.dial()).whenComplete((connection, failure) -> {
            if (connection != null) {
                latest.put(connection.service(), connection.path());
            }
        });
    }

    /** Returns that way. */
    DialPath latest(String namespace, String service) {
        DialPath path = latest.get(new ServiceName(namespace, service));
        if (path == null) {
            throw new StepFailure("nothing was dialled for " + service + '.' + namespace);
        }
        return path;
    }
}
