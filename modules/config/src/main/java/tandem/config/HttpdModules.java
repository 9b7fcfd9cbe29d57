package tandem.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The modules that an httpd.conf finds here: those whose work is done by Tandem, and those that the file loads. One thread. */
final class HttpdModules {
    private static final Set<String> REPLACED = Set.of(
            "proxy",
            "proxy_balancer",
            "proxy_http",
            "proxy_connect",
            "proxy_wstunnel",
            "proxy_hcheck",
            "slotmem_shm",
            "lbmethod_byrequests",
            "lbmethod_bytraffic",
            "lbmethod_bybusyness",
            "lbmethod_heartbeat",
            "macro",
            "md",
            "access_compat",
            "authz_core",
            "authz_host",
            "headers",
            "deflate",
            "filter",
            "ssl",
            "socache_shmcb",
            "rewrite",
            "setenvif",
            "env",
            "alias",
            "log_config",
            "logio",
            "version",
            "dir",
            "mime",
            "mpm_event",
            "reqtimeout",
            "remoteip",
            "unixd",
            "watchdog",
            "so",
            "core",
            "http_core");

    private final Set<String> names = new HashSet<>(REPLACED);

    void add(String name) {
        names.add(bare(name));
    }

    /** @param name such as {@code proxy_module} or {@code mod_proxy.c} */
    boolean has(String name) {
        return names.contains(bare(name));
    }

    private static String bare(String name) {
        String bare = name.toLowerCase(Locale.ROOT);
        if (bare.endsWith(".c")) {
            bare = bare.substring(0, bare.length() - 2);
        }
        if (bare.startsWith("mod_")) {
            bare = bare.substring(4);
        }
        return bare.endsWith("_module") ? bare.substring(0, bare.length() - 7) : bare;
    }
}
