package io.edgemesh.lb.consistenthash;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The policy's settings.
 *
 * @param header         the header to hash, or {@code null} for the client's IP
 * @param partitionCount how many groups of keys there are
 * @param replicas       points on the ring for an endpoint of weight 1
 * @param load           the bound: how many times its fair share of the partitions an endpoint may get
 */
record HashParameters(@Nullable String header, int partitionCount, int replicas, double load) {
    private static final int MAX_PARTITIONS = 1_000_000;
    private static final int MAX_REPLICAS = 1_000;
    private static final BigDecimal MAX_LOAD = BigDecimal.valueOf(1_000);

    static HashParameters from(Settings settings) {
        String header = settings.string("httpHeaderName");
        boolean sourceIp = settings.flag("useSourceIp", false);
        if (header != null && header.isBlank()) {
            throw settings.invalid("httpHeaderName", "the name of a header");
        }
        if (header != null && sourceIp) {
            throw new ConfigurationException(settings.where("useSourceIp") + ": true contradicts httpHeaderName \""
                    + header + "\" (expected: one of the two)");
        }
        return new HashParameters(
                header,
                settings.integer("partitionCount", 100, 1, MAX_PARTITIONS),
                settings.integer("replicationFactor", 10, 1, MAX_REPLICAS),
                load(settings));
    }

    private static double load(Settings settings) {
        try {
            BigDecimal load = new BigDecimal(settings.string("load", "1.25"));
            if (load.compareTo(BigDecimal.ONE) >= 0 && load.compareTo(MAX_LOAD) <= 0) {
                return load.doubleValue();
            }
        } catch (NumberFormatException e) {
            // told below, with what was expected
        }
        throw settings.invalid("load", "a number from 1 to " + MAX_LOAD + ", such as 1.25");
    }
}
