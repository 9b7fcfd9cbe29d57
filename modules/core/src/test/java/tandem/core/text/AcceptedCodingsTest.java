package tandem.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say of codings. */
class AcceptedCodingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gzip                              | true
        GZip                              | true
        x-gzip                            | true
        gzip, deflate, br, zstd           | true
        br;q=1.0, gzip;q=0.8, *;q=0.1     | true
        deflate,gzip ; q = 0.5            | true
        gzip;Q=0.001                      | true
        gzip;q=1.000                      | true
        gzip;q=0.5, identity;q=0.5        | true
        gzip;q=0.4, identity;q=0.5        | false
        gzip, identity;q=0                | true
        gzip;q=0                          | false
        gzip;q=0.000                      | false
        gzip;q=2                          | false
        gzip;q=0.1234                     | false
        gzip;level=9                      | false
        identity                          | false
        br, deflate                       | false
        *                                 | false
        gzipped                           | false
        , ,gzip                           | true
        ''                                | false
        """)
    void gzip_is_preferred_where_it_is_named_and_wanted_no_less_than_plain(String field, boolean preferred) {
        assertThat(AcceptedCodings.preferGzip(field)).isEqualTo(preferred);
    }
}
