package io.edgemesh.tunnel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PeerCertificateTest {
    /** Tag and length of the certificate, before what is signed begins. */
    private static final int OUTER_HEADER = 4;

    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private static final PeerKeyPair ALICE = PeerKeyPair.ofSeed(new byte[32]);
    private static final X509Certificate OURS =
            CertificateMaker.make(ALICE, new SecureRandom(), NOW).certificate();

    @Test
    void ourCertificateStandsForOurIdentity() throws CertificateException {
        PeerCertificate.check(new X509Certificate[] {OURS}, NOW);

        assertThat(PeerCertificate.read(OURS).publicKey()).isEqualTo(ALICE.publicKey());
        assertThat(OURS.getVersion()).isEqualTo(3);
        assertThat(OURS.getCriticalExtensionOIDs()).isEmpty();
    }

    @Test
    void isGoodForAsLongAsAHostMayRunAndOnClocksThatAreBehind() {
        for (Duration shift : new Duration[] {Duration.ofHours(-23), Duration.ofDays(50 * 365)}) {
            assertThatCode(() -> PeerCertificate.check(new X509Certificate[] {OURS}, NOW.plus(shift)))
                    .doesNotThrowAnyException();
        }
        for (Duration shift : new Duration[] {Duration.ofHours(-25), Duration.ofDays(101 * 365)}) {
            assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[] {OURS}, NOW.plus(shift)))
                    .isInstanceOf(CertificateException.class);
        }
    }

    @Test
    void refusesACertificateOfAnotherKeyThanTheIdentityVouchedFor() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        byte[] stolen = PeerCertificate.extension(ALICE, OURS.getPublicKey().getEncoded());
        X509Certificate forged = CertificateMaker.make(generator.generateKeyPair(), stolen, BigInteger.ONE, NOW)
                .certificate();

        assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[] {forged}, NOW))
                .hasMessageContaining("not signed by its identity " + ALICE.peerId());
    }

    @Test
    void refusesMoreThanOneCertificateAndNoneAtAll() {
        assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[] {OURS, OURS}, NOW))
                .hasMessageContaining("2 certificates");
        assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[0], NOW))
                .hasMessageContaining("0 certificates");
    }

    @Property(tries = 500)
    void noBitOfWhatIsSignedCanBeChanged(@ForAll int position) throws Exception {
        byte[] changed = OURS.getEncoded();
        int bit = Math.floorMod(position, OURS.getTBSCertificate().length * 8);
        changed[OUTER_HEADER + bit / 8] ^= (byte) (1 << bit % 8);

        assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[] {decode(changed)}, NOW))
                .isInstanceOf(CertificateException.class);
    }

    @Property
    void readsAnyDerOrRefusesIt(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            Der.readOctetString(Der.readSequence(Unpooled.wrappedBuffer(bytes)));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("DER");
        }
    }

    private static X509Certificate decode(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
