package tandem.admin.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlTextTest {
    @Test
    void objects_lists_and_values_are_block_style_and_texts_in_quotes() {
        String json = """
                {"node": "lb1", "on": 1, "x-y": null, "empty": {}, "none": [],
                 "nodes": [{"name": "lb1", "ok": true}, {"name": "a\\n\\"b\\"", "list": [1, [2, 3]]}]}""";

        assertThat(YamlText.of(json)).isEqualTo("""
                node: "lb1"
                "on": 1
                "x-y": null
                empty: {}
                none: []
                nodes:
                  -
                    name: "lb1"
                    ok: true
                  -
                    name: "a\\n\\"b\\""
                    list:
                      - 1
                      -
                        - 2
                        - 3
                """);
    }

    @Test
    void lone_value_is_a_document_and_what_is_no_json_is_refused() {
        assertThat(YamlText.of("\"x\"")).isEqualTo("\"x\"\n");
        assertThatThrownBy(() -> YamlText.of("{")).isInstanceOf(IllegalArgumentException.class);
    }
}
