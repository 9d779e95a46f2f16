package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;

/**
 * What an address means, by the catalog of the moment.
 *
 * @param address the address, with aliases followed
 */
record Target(ServiceAddress address, ServiceEntry entry, ServicePort port) {}
