package tandem.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection closes without a question after the others. */
class PromptSelectorTest {
    private ServerSocketChannel server;
    private Selector selector;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        selector = PromptSelector.around(
                SelectorProvider.provider(), SelectorProvider.provider().openSelector());
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        server.close();
    }

    /** Two ends of a connection; ours is registered for reading. */
    private record Connected(SocketChannel peer, SocketChannel ours, SelectionKey key) {
        void says(String word) throws IOException {
            peer.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private Connected connected() throws IOException {
        SocketChannel peer = SocketChannel.open(server.getLocalAddress());
        SocketChannel ours = server.accept();
        ours.configureBlocking(false);
        return new Connected(peer, ours, ours.register(selector, SelectionKey.OP_READ, "mine"));
    }

    @Test
    void it_is_possible_with_the_flags_that_tandem_runs_with() {
        assertThat(PromptSelector.possible()).isTrue();
        assertThat(selector).isInstanceOf(PromptSelector.class);
    }

    @Test
    void what_is_cancelled_is_let_go_and_closes_while_nobody_is_asked() throws IOException {
        Connected a = connected();
        Connected b = connected();
        b.says("x");
        a.key().cancel();

        assertThat(selector.selectNow()).isZero();
        assertThat(selector.selectedKeys()).isEmpty();
        assertThat(selector.keys()).containsExactly(b.key());
        a.ours().close();
        assertThat(a.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);

        assertThat(selector.selectNow()).isOne();
        assertThat(selector.selectedKeys()).containsExactly(b.key());
        assertThat(b.key().attachment()).isEqualTo("mine");
    }

    @Test
    void many_closings_of_a_turn_ask_once_at_most() throws IOException {
        Connected a = connected();
        assertThat(selector.selectNow()).isZero();
        a.says("x");

        assertThat(selector.selectNow()).as("known already").isZero();
        assertThat(selector.selectedKeys()).isEmpty();
        assertThat(selector.selectNow()).isOne();
    }

    @Test
    void waiting_asks_always_and_lets_go_of_what_was_cancelled() throws IOException {
        Connected a = connected();
        Connected b = connected();
        selector.selectNow();
        b.key().cancel();
        a.says("x");

        assertThat(selector.select()).isOne();
        assertThat(selector.select(1)).as("nothing new").isZero();
        assertThat(selector.keys()).containsExactly(a.key());
    }

    @Test
    void it_wakes_and_closes_as_its_runtime_does() throws IOException {
        Connected a = connected();
        selector.wakeup();
        assertThat(selector.select()).isZero();

        selector.close();

        assertThat(a.key().isValid()).isFalse();
        assertThat(a.ours().isRegistered()).isFalse();
    }
}
