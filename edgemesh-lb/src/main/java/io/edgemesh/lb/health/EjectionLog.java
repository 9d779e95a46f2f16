package io.edgemesh.lb.health;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Says once when an endpoint is ejected and once when it is back. */
final class EjectionLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(EjectionLog.class);

    private final ServiceName service;

    EjectionLog(ServiceName service) {
        this.service = service;
    }

    void ejected(Endpoint endpoint, Throwable failure, int failures, long nanos) {
        keys(LOGGER.atWarn(), endpoint)
                .addKeyValue("failure", failure.toString())
                .setCause(LOGGER.isDebugEnabled() ? failure : null)
                .log("endpoint ejected after {} failed connects, next try in {} s", failures, seconds(nanos));
    }

    void stillFailing(Endpoint endpoint, Throwable failure, long nanos) {
        keys(LOGGER.atDebug(), endpoint)
                .addKeyValue("failure", failure.toString())
                .log("ejected endpoint still fails, next try in {} s", seconds(nanos));
    }

    void returned(Endpoint endpoint) {
        keys(LOGGER.atInfo(), endpoint).log("endpoint answers again and is back in service");
    }

    private LoggingEventBuilder keys(LoggingEventBuilder event, Endpoint endpoint) {
        return event.addKeyValue("service", service)
                .addKeyValue("endpoint", endpoint.address())
                .addKeyValue("node", endpoint.node());
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }
}
