package io.edgemesh.tunnel.crypto;

/** A source of the primitives that Noise is built from. Thread-safe; the ciphers it hands out are not. */
public interface CryptoProvider {
    /** Returns the name that logs and benchmarks call it by. */
    String name();

    /** Returns a ChaCha20-Poly1305 cipher with this key of 32 bytes. */
    Aead aead(byte[] key);

    /** Returns a new X25519 key. */
    X25519Key generateX25519();
}
