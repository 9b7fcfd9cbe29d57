package tandem.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.balance.ContextState;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.StickyConfig;
import tandem.core.config.Weight;
import tandem.core.health.CheckReport;
import tandem.core.registration.Registration;
import tandem.core.routing.Found;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.share.ShareCodec.MalformedShare;
import tandem.core.status.Event;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.Verdict;

final class ShareCodecTest {
    private static final Setting SETTING = new Setting(
            new SettingKey("mycluster", "node1"),
            new SettingValue(Optional.of(Set.of(MemberFlag.DRAINING)), Optional.of(new Weight(150))),
            7,
            "lb1",
            "anna",
            1_700_000_000_000L,
            "kernel update");

    @Test
    void setting_reads_back_as_it_was() throws Exception {
        assertThat(ShareCodec.decodeSetting(ShareCodec.encode(SETTING))).isEqualTo(SETTING);
    }

    @Test
    void report_reads_back_as_it_was() throws Exception {
        NodeReport read = ShareCodec.decodeReport(ShareCodec.encode(report()));

        assertThat(read).usingRecursiveComparison().isEqualTo(report());
    }

    @Test
    void bytes_of_a_released_version_stay_readable() throws Exception {
        assertThat(ShareCodec.decodeSetting(golden("setting-1.hex"))).isEqualTo(SETTING);
        assertThat(ShareCodec.decodeReport(golden("report-1.hex")))
                .usingRecursiveComparison()
                .isEqualTo(report());
        assertThat(ShareCodec.encode(SETTING)).isEqualTo(golden("setting-1.hex"));
        assertThat(ShareCodec.encode(report())).isEqualTo(golden("report-1.hex"));
    }

    @Test
    void events_read_back_as_they_were_and_stay_readable() throws Exception {
        Event event = new Event("lb1", 11, 12, 13, "takeover", "lb1 took over", Map.of("from", "lb2"));

        assertThat(ShareCodec.decodeEvents(ShareCodec.encode(List.of(event, event))))
                .containsExactly(event, event);
        assertThat(ShareCodec.decodeEvent(golden("event-1.hex"))).isEqualTo(event);
        assertThat(ShareCodec.encode(event)).isEqualTo(golden("event-1.hex"));
    }

    @Test
    void what_a_newer_version_appends_is_left_unread() throws Exception {
        byte[] bytes = ShareCodec.encode(SETTING);

        byte[] longer = Arrays.copyOf(bytes, bytes.length + 9);

        assertThat(ShareCodec.decodeSetting(longer)).isEqualTo(SETTING);
    }

    @Test
    void what_a_newer_version_writes_is_read_as_far_as_this_one_knows_it() throws Exception {
        Setting whole = ShareCodec.decodeSetting(golden("setting-2.hex"));

        assertThat(ShareCodec.decodeSetting(golden("setting-newer.hex"))).isEqualTo(whole);
        assertThat(whole.expiresEpochMillis()).isEqualTo(1_700_000_060_000L);
        assertThat(ShareCodec.encode(whole)).isEqualTo(golden("setting-2.hex"));
        NodeReport report = ShareCodec.decodeReport(golden("report-newer.hex"));
        assertThat(report.version()).isEqualTo("9.0.0");
        assertThat(report.role()).isEqualTo(Role.STARTING);
        assertThat(report.checks().get("app/a").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(ShareCodec.decodeEvents(golden("events-newer.hex")))
                .containsExactly(new Event("lb1", 11, 12, 13, "earthquake", "it shook", Map.of()));
    }

    @Test
    void of_a_newer_versions_setting_that_cannot_be_read_the_revision_can() throws Exception {
        byte[] bytes = golden("setting-newer-flag.hex");

        assertThatThrownBy(() -> ShareCodec.decodeSetting(bytes))
                .isInstanceOf(MalformedShare.class)
                .hasMessageContaining("QUARANTINED");
        assertThat(ShareCodec.settingRevision(bytes)).isEqualTo(7);
    }

    @Test
    void added_and_removed_members_read_back_as_they_were() throws MalformedShare {
        SettingValue added = SettingValue.CLEARED.withValues(Map.of("url", "http://192.0.2.9", "route", "c"));
        for (SettingValue value : List.of(added, SettingValue.REMOVED)) {
            Setting setting = new Setting(
                    SETTING.key(),
                    value,
                    SETTING.revision(),
                    SETTING.node(),
                    SETTING.author(),
                    SETTING.atEpochMillis(),
                    SETTING.comment());

            assertThat(ShareCodec.decodeSetting(ShareCodec.encode(setting))).isEqualTo(setting);
        }
    }

    @Test
    void health_checks_follow_readiness_even_an_empty_one() throws MalformedShare {
        NodeReport old = report();
        NodeReport checked = new NodeReport(
                old.node(),
                old.incarnation(),
                old.sequence(),
                old.writtenAtEpochMillis(),
                old.version(),
                old.role(),
                old.configHash(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of("app/a", new CheckReport(Verdict.DOWN, "GET was answered 500", 5, 9)));

        assertThat(ShareCodec.decodeReport(ShareCodec.encode(checked))).isEqualTo(checked);
    }

    @Test
    void readiness_follows_what_older_versions_write() throws MalformedShare {
        NodeReport old = report();
        List<ReadinessCheck> checks = List.of(
                new ReadinessCheck("warm", true, "warmed up by 3000 requests"),
                new ReadinessCheck("members", false, "1 of 2 answers", List.of("app/b", "app/c")));
        NodeReport ready = new NodeReport(
                old.node(),
                old.incarnation(),
                old.sequence(),
                old.writtenAtEpochMillis(),
                old.version(),
                old.role(),
                old.configHash(),
                Map.of(),
                Map.of(),
                checks);

        assertThat(ShareCodec.decodeReport(ShareCodec.encode(ready)).readiness())
                .isEqualTo(checks);
        assertThat(ShareCodec.decodeReport(ShareCodec.encode(old)).readiness()).isEmpty();
    }

    @Test
    void revision_of_an_applied_configuration_is_written_behind_all_else_and_only_where_there_is_one()
            throws Exception {
        NodeReport old = report();
        NodeReport applied = new NodeReport(
                old.node(),
                old.incarnation(),
                old.sequence(),
                old.writtenAtEpochMillis(),
                old.version(),
                old.role(),
                old.configHash(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                7);

        assertThat(ShareCodec.decodeReport(ShareCodec.encode(applied)).configRevision())
                .isEqualTo(7);
        assertThat(ShareCodec.decodeReport(ShareCodec.encode(old)).configRevision())
                .isZero();
    }

    @Test
    void what_was_spent_of_rate_limits_is_written_last_of_all() throws MalformedShare {
        NodeReport old = report();
        NodeReport rated = new NodeReport(
                old.node(),
                old.incarnation(),
                old.sequence(),
                old.writtenAtEpochMillis(),
                old.version(),
                old.role(),
                old.configHash(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                0,
                Map.of("api", new long[] {1, 2, 3, 4}));

        NodeReport read = ShareCodec.decodeReport(ShareCodec.encode(rated));

        assertThat(read.rates().get("api")).containsExactly(1, 2, 3, 4);
        assertThat(read.configRevision()).isZero();
        assertThat(ShareCodec.decodeReport(ShareCodec.encode(old)).rates()).isEmpty();
    }

    @Test
    void members_that_registered_are_written_behind_the_rates() throws MalformedShare {
        NodeReport old = report();
        Registration member = registration(false);
        Registration gone = registration(true);
        NodeReport registered = new NodeReport(
                old.node(),
                old.incarnation(),
                old.sequence(),
                old.writtenAtEpochMillis(),
                old.version(),
                old.role(),
                old.configHash(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                0,
                Map.of(),
                List.of(member, gone));

        assertThat(ShareCodec.decodeReport(ShareCodec.encode(registered)).registrations())
                .containsExactly(member, gone);
        assertThat(ShareCodec.decodeReport(ShareCodec.encode(old)).registrations())
                .isEmpty();
    }

    private static Registration registration(boolean removed) {
        return new Registration(
                "node1",
                "app",
                MemberUrl.parse("https://192.0.2.21:8443"),
                Map.of("/app", Map.of("localhost", ContextState.DISABLED, "shop", ContextState.ENABLED)),
                -1,
                30,
                removed
                        ? Optional.empty()
                        : Optional.of(new Found.Sessions(
                                new StickyConfig(
                                        Optional.of("JSESSIONID"),
                                        Optional.of("jsessionid"),
                                        StickyConfig.Separator.DOT,
                                        true),
                                true)),
                new Registration.Mark(9, "lb2"),
                removed);
    }

    @Test
    void anything_else_is_malformed_and_nothing_worse() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] good = ShareCodec.encode(report());
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length));
            for (int flips = random.nextInt(4); flips > 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                ShareCodec.decodeReport(bad);
            } catch (MalformedShare expected) {
                assertThat(expected.getMessage()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @Test
    void report_is_no_setting() {
        assertThatThrownBy(() -> ShareCodec.decodeSetting(ShareCodec.encode(report())))
                .isInstanceOf(MalformedShare.class)
                .hasMessage("kind 1 where kind 2 was expected");
    }

    private static NodeReport report() {
        Map<String, long[]> counters = new LinkedHashMap<>();
        counters.put("mycluster/node1", new long[] {1, 2, 3});
        Map<String, Integer> vector = new LinkedHashMap<>();
        vector.put("node1", -100);
        vector.put("node2", 100);
        return new NodeReport(
                "lb1", 11, 12, 13, "0.1.0", Role.ACTIVE, "cafe0123", counters, Map.of("mycluster", vector));
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = ShareCodecTest.class.getResourceAsStream("/golden/" + name)) {
            String text = new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(text.strip());
        }
    }
}
