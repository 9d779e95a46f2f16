/**
 * The cryptography that the tunnel may choose from, provider beside provider: {@link
 * io.edgemesh.benchmarks.crypto.AeadBenchmark}, {@link io.edgemesh.benchmarks.crypto.AgreementBenchmark}, {@link
 * io.edgemesh.benchmarks.crypto.SignatureBenchmark}, {@link io.edgemesh.benchmarks.crypto.TlsEngineBenchmark}, and the
 * swarm secret's own cipher in {@link io.edgemesh.benchmarks.crypto.PrivateNetworkBenchmark}.
 */
@NullMarked
package io.edgemesh.benchmarks.crypto;

import org.jspecify.annotations.NullMarked;
