package io.edgemesh.tunnel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PeerCertificateTest {
    // From the test vectors of the libp2p TLS specification.
    private static final String VALID_ED25519 = "308201773082011ea003020102020900f5bd0debaa597f52300a06082a8648ce3d"
            + "04030230003020170d3735303130313030303030305a180f34303936303130313030303030305a30003059301306072a8648ce"
            + "3d020106082a8648ce3d030107034200046bf9871220d71dcb3483ecdfcbfcc7c103f8509d0974b3c18ab1f1be1302d643103a"
            + "08f7a7722c1b247ba3876fe2c59e26526f479d7718a85202ddbe47562358a37f307d307b060a2b0601040183a25a01010101ff"
            + "046a30680424080112207fda21856709c5ae12fd6e8450623f15f11955d384212b89f56e7e136d2e17280440aaa6bffabe91b6"
            + "f30c35e3aa4f94b1188fed96b0ffdd393f4c58c1c047854120e674ce64c788406d1c2c4b116581fd7411b309881c3c7f20b46e"
            + "54c7e6fe7f0f300a06082a8648ce3d040302034700304402207d1a1dbd2bda235ff2ec87daf006f9b04ba076a5a5530180cd9c"
            + "2e8f6399e09d0220458527178c7e77024601dbb1b256593e9b96d961b96349d1f560114f61a87595";

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

        assertThatThrownBy(() -> PeerCertificate.check(new X509Certificate[] {new RawCertificate(changed)}, NOW))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void acceptsTheValidCertificateOfTheSpecificationThoughItNamesNoIssuer() throws Exception {
        X509Certificate raw = new RawCertificate(HexFormat.of().parseHex(VALID_ED25519));

        PeerCertificate.check(new X509Certificate[] {raw}, NOW);

        assertThat(PeerCertificate.read(raw).publicKey().peerId())
                .hasToString("12D3KooWJRSrypvnpHgc6ZAgyCni4KcSmbV7uGRaMw5LgMKT18fq");
    }

    @Property(tries = 500)
    void answersChangedCertificatesWithTheNamedException(@ForAll int position, @ForAll byte value) throws Exception {
        byte[] changed = OURS.getEncoded();
        changed[Math.floorMod(position, changed.length)] = value;
        try {
            ParsedCertificate.read(changed);
        } catch (CertificateException e) {
            assertThat(e).hasMessageContaining("malformed");
        }
    }

    @Property
    void readsAnyDerOrRefusesIt(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            DerReader.readOctetString(DerReader.readSequence(Unpooled.wrappedBuffer(bytes)));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("DER");
        }
    }
}
