package tandem.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import tandem.core.access.AccessRole;
import tandem.core.access.Accounts;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;

/** Whether the admin listener is as closed as where it listens demands. */
final class AdminChecks {
    /** The kernel's limit, less the byte that ends it. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final Set<PosixFilePermission> TOO_OPEN = PosixFilePermissions.fromString("----w-rwx");

    private final AdminConfig admin;
    private final Places places;
    private final Report report;
    private final boolean here;

    /** @param here whether the configuration is to run on this machine */
    AdminChecks(AdminConfig admin, Places places, Report report, boolean here) {
        this.admin = admin;
        this.places = places;
        this.report = report;
        this.here = here;
    }

    void check() {
        if (!admin.listen().loopback()) {
            reachable(admin.listen());
        }
        admin.users().ifPresent(this::users);
        admin.clientCertificates().ifPresent(clients -> {
            if (admin.tls().isEmpty()) {
                error(
                        "admin.client-certificates",
                        "need TLS: give admin.tls, such as tls: {certificates: [{cert: admin.pem, key: admin.key}]}");
            }
            clients.roles().forEach(this::subject);
        });
        admin.socket().path().ifPresent(path -> {
            if (path.toString().length() > LONGEST_SOCKET_PATH) {
                error(
                        "admin.socket.path",
                        path + " has " + path.toString().length() + " characters; the kernel allows "
                                + LONGEST_SOCKET_PATH);
            }
        });
    }

    private void reachable(ListenAddress listen) {
        String where = listen + " can be reached from other machines";
        if (!admin.guarded()) {
            error(
                    "admin.listen",
                    where
                            + " and asks nobody who he is: make a user with `tandem user add FILE NAME --role admin` and write"
                            + " admin.users: FILE, or give admin.client-certificates; or listen on 127.0.0.1, which"
                            + " `ssh -L 9990:127.0.0.1:9990 NODE` reaches");
        }
        if (admin.tls().isEmpty()) {
            error(
                    "admin.listen",
                    where + " in clear text, with passwords and tokens: give admin.tls, such as"
                            + " tls: {certificates: [{cert: admin.pem, key: admin.key}]}; or listen on 127.0.0.1");
        }
    }

    private void users(Path file) {
        try {
            Accounts accounts = Accounts.parse(Files.readString(file));
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(TOO_OPEN::contains)) {
                error(
                        "admin.users",
                        file + " is open to others (" + PosixFilePermissions.toString(mode) + "); run: chmod 640 "
                                + file);
            }
            if (accounts.all().stream().noneMatch(account -> account.role() == AccessRole.ADMIN)) {
                report.warning(
                        places.of("admin.users"),
                        "admin.users",
                        file + " has no account with role admin; what needs one can be done by the socket alone");
            }
        } catch (IllegalArgumentException e) {
            error("admin.users", file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            missing(file);
        } catch (AccessDeniedException e) {
            error("admin.users", file + " may not be read by the user that this runs as");
        } catch (IOException e) {
            error("admin.users", file + " cannot be read: " + e.getMessage());
        } catch (UnsupportedOperationException e) {
            error(
                    "admin.users",
                    file + " lies on a file system without owners and modes; move it to one that has them");
        }
    }

    private void missing(Path file) {
        String sentence = file + " does not exist; `tandem user add " + file + " NAME --role admin` makes it";
        if (here) {
            error("admin.users", sentence);
        } else {
            report.warning(places.of("admin.users"), "admin.users", sentence);
        }
    }

    private void subject(String name, AccessRole role) {
        try {
            X500Principal _ = new X500Principal(name);
        } catch (IllegalArgumentException e) {
            error(
                    "admin.client-certificates.roles",
                    "'" + name + "' is no subject such as CN=" + role.word() + ",O=Shop");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
