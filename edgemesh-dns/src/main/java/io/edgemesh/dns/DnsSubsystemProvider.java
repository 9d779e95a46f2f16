package io.edgemesh.dns;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemProvider;

/** Creates the DNS server of a node; its settings are those of {@code modules.edgeDNS}, see docs/dns.md. */
@AutoService(SubsystemProvider.class)
public final class DnsSubsystemProvider implements SubsystemProvider {
    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Subsystem create(MeshContext mesh, Settings settings) {
        return new DnsSubsystem(mesh, DnsSettings.from(settings));
    }
}
