package tandem.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetBuffersTest {
    private final NetBuffers buffers = new NetBuffers(false);

    @Test
    void buffers_are_arrays_which_java_ciphers_at_full_speed() {
        assertThat(buffers.take().hasArray()).isTrue();
        assertThat(buffers.take(1 << 20).hasArray()).isTrue();
    }

    @Test
    void what_fits_into_a_record_gets_a_buffer_for_one() {
        assertThat(buffers.take(16 * 1024).capacity()).isEqualTo(NetBuffers.SIZE);
        assertThat(buffers.take(16 * 1024 + 1).capacity()).isEqualTo(NetBuffers.LARGE);
    }

    @Test
    void large_buffers_in_use_are_bounded_and_used_again() {
        List<ByteBuffer> taken = new ArrayList<>();
        ByteBuffer next = buffers.take(1 << 20);
        while (next.capacity() == NetBuffers.LARGE) {
            taken.add(next);
            next = buffers.take(1 << 20);
        }

        assertThat(taken).hasSize(32);

        buffers.give(taken.getFirst().put((byte) 1));

        assertThat(buffers.take(1 << 20))
                .isSameAs(taken.getFirst())
                .satisfies(again -> assertThat(again.position()).isZero());
    }
}
