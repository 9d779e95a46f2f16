package io.edgemesh.tunnel.pnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

class XSalsa20Test {
    private static final byte[] KEY =
            HexFormat.of().parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    private static final byte[] NONCE = HexFormat.of().parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");

    @Test
    void yieldsTheKeyStreamOfTheNaclTests() {
        String keyStream = crypt(new XSalsa20(KEY, NONCE), new byte[64]);

        assertThat(keyStream)
                .startsWith("eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880")
                .endsWith("309e645a74e9e0a60d8243acd9177ab51a1beb8d5a2f5d700c093c5e55855796");
    }

    @Property(tries = 100)
    void agreesWithAnotherImplementationHoweverTheStreamIsCut(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(24) byte[] nonce,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 70_000) Integer> sizes) {
        XSalsa20 ours = new XSalsa20(key, nonce);
        XSalsa20Engine reference = new XSalsa20Engine();
        reference.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte fill = 1;

        for (int size : sizes) {
            byte[] data = new byte[size];
            Arrays.fill(data, fill++);
            byte[] expected = new byte[size];
            reference.processBytes(data, 0, size, expected, 0);
            assertThat(crypt(ours, data)).isEqualTo(ByteBufUtil.hexDump(expected));
        }
    }

    private static String crypt(XSalsa20 cipher, byte[] data) {
        ByteBuf buffer = Unpooled.directBuffer(data.length + 3).writeZero(3).writeBytes(data);
        cipher.apply(buffer, 3, buffer, 3, data.length);
        try {
            return ByteBufUtil.hexDump(buffer, 3, data.length);
        } finally {
            buffer.release();
        }
    }
}
