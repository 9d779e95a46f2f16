/**
 * The one index of services that everything reads: begin at {@link io.edgemesh.api.catalog.ServiceCatalog}.
 */
@NullMarked
package io.edgemesh.api.catalog;

import org.jspecify.annotations.NullMarked;
