package io.edgemesh.tunnel.tls;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/** A certificate as a TLS engine hands it over that has not looked into it: its bytes and nothing else. */
final class RawCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private final byte[] der;

    RawCertificate(byte[] der) {
        this.der = der;
    }

    @Override
    public byte[] getEncoded() {
        return der.clone();
    }

    private static UnsupportedOperationException onlyBytes() {
        return new UnsupportedOperationException("only the bytes are to be looked at");
    }

    @Override
    public void checkValidity() {
        throw onlyBytes();
    }

    @Override
    public void checkValidity(Date date) {
        throw onlyBytes();
    }

    @Override
    public int getVersion() {
        throw onlyBytes();
    }

    @Override
    public BigInteger getSerialNumber() {
        throw onlyBytes();
    }

    @Override
    public Principal getIssuerDN() {
        throw onlyBytes();
    }

    @Override
    public Principal getSubjectDN() {
        throw onlyBytes();
    }

    @Override
    public Date getNotBefore() {
        throw onlyBytes();
    }

    @Override
    public Date getNotAfter() {
        throw onlyBytes();
    }

    @Override
    public byte[] getTBSCertificate() {
        throw onlyBytes();
    }

    @Override
    public byte[] getSignature() {
        throw onlyBytes();
    }

    @Override
    public String getSigAlgName() {
        throw onlyBytes();
    }

    @Override
    public String getSigAlgOID() {
        throw onlyBytes();
    }

    @Override
    public byte[] getSigAlgParams() {
        throw onlyBytes();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        throw onlyBytes();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        throw onlyBytes();
    }

    @Override
    public boolean[] getKeyUsage() {
        throw onlyBytes();
    }

    @Override
    public int getBasicConstraints() {
        throw onlyBytes();
    }

    @Override
    public void verify(PublicKey key) {
        throw onlyBytes();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw onlyBytes();
    }

    @Override
    public String toString() {
        throw onlyBytes();
    }

    @Override
    public PublicKey getPublicKey() {
        throw onlyBytes();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        throw onlyBytes();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        throw onlyBytes();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        throw onlyBytes();
    }

    @Override
    public byte[] getExtensionValue(String id) {
        throw onlyBytes();
    }
}
