package tandem.proxy.ftp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.core.config.FtpConfig;
import tandem.core.ftp.FtpLogin;
import tandem.core.ftp.FtpTarget;

/**
 * What a request asks a server for.
 *
 * @param source the address that connections leave by; null: as the kernel routes
 * @param headOnly whether only the fields of the response are asked for (HEAD)
 * @param redirect where the client finds the target if that is a directory whose name it wrote without a slash
 * @param title the path as the client wrote it, decoded
 */
public record FtpAsk(
        InetSocketAddress address,
        @Nullable InetAddress source,
        FtpTarget target,
        FtpLogin login,
        FtpConfig config,
        Duration connectTimeout,
        Duration timeout,
        boolean headOnly,
        String redirect,
        String title) {}
