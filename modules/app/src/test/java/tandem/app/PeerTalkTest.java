package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.apply.ApplyCodec;
import tandem.core.apply.Proposal;
import tandem.core.port.NodeClock;
import tandem.core.port.PeerChannel;

class PeerTalkTest {
    private static final Terms TERMS =
            new Terms(3, "anna", "", Duration.ofSeconds(30), false, new Proposal(Proposal.Target.MAIN, "x"));

    private final Map<String, Consumer<byte[]>> ears = new ConcurrentHashMap<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final PeerTalk lb1 = talk("lb1");
    private final PeerTalk lb2 = talk("lb2");

    @AfterEach
    void close() {
        lb1.close();
        lb2.close();
    }

    @Test
    void question_is_answered_once_however_often_messages_are_lost() {
        AtomicInteger carriedOut = new AtomicInteger();
        lb2.answers(ask -> ask.answer(true, "done " + carriedOut.incrementAndGet(), "3f1c09ab"));
        lost.set(3);

        Map<String, ApplyAnswer> answers = lb1.ask("id", Step.COMMIT, TERMS, List.of("lb2"));

        assertThat(answers)
                .containsExactly(
                        Map.entry("lb2", new ApplyAnswer("id", "lb2", Step.COMMIT, true, "done 1", "3f1c09ab")));
        assertThat(carriedOut).hasValue(1);
        assertThat(lb1.ask("id", Step.COMMIT, TERMS, List.of("lb2")).get("lb2").sentence())
                .as("the same question again")
                .isEqualTo("done 1");
    }

    @Test
    void node_that_does_not_answer_is_left_out_and_costs_the_others_nothing() {
        lb2.answers(ask -> ask.answer(false, "no", ""));

        assertThat(lb1.ask("id", Step.CHECK, TERMS, List.of("lb2", "lb3"))).containsOnlyKeys("lb2");
        assertThat(lb1.ask("id", Step.CHECK, TERMS, List.of())).isEmpty();
    }

    @Test
    void everything_else_goes_to_sharing() {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        lb2.listen(heard::add);

        lb1.broadcast(new byte[] {1, 5});
        lb1.broadcast(new byte[0]);
        lb1.broadcast(new byte[] {ApplyCodec.ASK, 9});

        await().until(() -> heard.size() == 2);
        assertThat(heard.getFirst()).containsExactly(1, 5);
    }

    private PeerTalk talk(String name) {
        PeerTalk talk = new PeerTalk(
                name,
                new PeerChannel() {
                    @Override
                    public void broadcast(byte[] bytes) {
                        if (lost.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                            ears.forEach((other, ear) -> {
                                if (!other.equals(name)) {
                                    ear.accept(bytes);
                                }
                            });
                        }
                    }

                    @Override
                    public void listen(Consumer<byte[]> ear) {
                        ears.put(name, ear);
                    }
                },
                NodeClock.SYSTEM);
        talk.start();
        return talk;
    }
}
