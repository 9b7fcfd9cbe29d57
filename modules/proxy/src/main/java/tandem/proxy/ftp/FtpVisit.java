package tandem.proxy.ftp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.apache.commons.net.ftp.FTPCmd;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.ftp.ContentTypes;
import tandem.core.ftp.DirectoryPage;
import tandem.core.ftp.FtpTarget;
import tandem.core.ftp.FtpTarget.Type;

/**
 * One request's visit at a server: connects, logs in, goes to the directory, and brings the file or the list of files. Blocks, and
 * so runs on a thread of its own; {@link #cut} is for any thread. The order of commands is that of Apache's mod_proxy_ftp.
 */
public final class FtpVisit implements Runnable {
    /** Hears of it, on the visit's thread. */
    public interface Told {
        /** The server took the connection, before it said anything. */
        void reached();

        /** It did not. */
        void unreachable(IOException why);

        /** The response begins; what follows comes by the pipe. */
        void answered(FtpAnswer answer);

        /** There is no response. */
        void failed(String reason);

        /** It is over, whatever came of it. */
        void left();
    }

    private static final Logger LOG = LoggerFactory.getLogger(FtpVisit.class);
    private static final int GREETING = 220;
    private static final int CLOSING = 421;
    private static final int NEED_PASSWORD = 331;
    private static final int NEED_ACCOUNT = 332;
    private static final int SIZE_IS = 213;
    private static final int NO_FILE = 550;
    private static final int LONGEST_GOODBYE_MILLIS = 500;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final FtpAsk ask;
    private final FtpTarget target;
    private final FtpPipe pipe;
    private final Told told;
    private final ControlConnection control;
    private @Nullable Thread thread;
    private boolean reached;
    private boolean begun;
    private volatile boolean cut;

    public FtpVisit(FtpAsk ask, FtpPipe pipe, Told told) {
        this.ask = ask;
        this.target = ask.target();
        this.pipe = pipe;
        this.told = told;
        this.control = new ControlConnection(ask, this::reached);
    }

    /** Begins on a thread of this factory. */
    public void start(ThreadFactory threads) {
        Thread made = threads.newThread(this);
        thread = made;
        made.start();
    }

    /** Ends it at once: the server sees a cut transfer. A second call does nothing. */
    public void cut() {
        cut = true;
        control.cut();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void reached() {
        reached = true;
        told.reached();
    }

    @Override
    public void run() {
        try {
            visit();
        } catch (Refusal refusal) {
            begin(refusal.answer);
            pipe.end();
        } catch (IOException e) {
            broke(e);
        } catch (RuntimeException e) {
            LOG.error("a transfer by FTP failed; please report this as a bug", e);
            broke(new IOException("a bug in Tandem"));
        } finally {
            leave();
            told.left();
        }
    }

    private void broke(IOException e) {
        String message = e.getMessage();
        String reason = message == null ? e.getClass().getSimpleName() : message;
        if (cut) {
            LOG.debug("a transfer by FTP was ended: {}", reason);
        } else if (begun) {
            pipe.fail(reason);
        } else if (e instanceof FTPConnectionClosedException && control.getReplyCode() == CLOSING) {
            begin(closing());
            pipe.end();
        } else if (e instanceof SocketTimeoutException && reached) {
            begin(FtpAnswer.said(504, "The server did not answer in time."));
            pipe.end();
        } else if (reached) {
            told.failed(reason);
        } else {
            told.unreachable(e);
        }
    }

    /** Says goodbye where somebody listens, and lets go of everything. */
    private void leave() {
        if (!cut && control.isConnected()) {
            try {
                control.setSoTimeout(LONGEST_GOODBYE_MILLIS);
                control.quit();
            } catch (IOException e) {
                LOG.debug("no goodbye: {}", e.getMessage());
            }
        }
        control.cut();
    }

    /** A response that ends the visit. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient FtpAnswer answer;

        Refusal(FtpAnswer answer) {
            super(answer.sentence(), null, false, false);
            this.answer = answer;
        }
    }

    private static Refusal refusal(int status, String sentence, String... fields) {
        return new Refusal(FtpAnswer.said(status, sentence, fields));
    }

    private void begin(FtpAnswer answer) {
        begun = true;
        told.answered(answer);
    }

    private void visit() throws IOException, Refusal {
        control.open();
        if (control.getReplyCode() != GREETING) {
            throw unexpected("connections", control.getReplyCode());
        }
        logIn();
        if (target.absolute()) {
            change("/");
        }
        for (String directory : target.directories()) {
            change(directory);
        }
        boolean pattern = target.wild() && ask.config().listOnWildcard() && target.type() != Type.DIRECTORY;
        if (pattern) {
            list(FtpTarget.inCommand(target.name(), false));
        } else if (target.name().isEmpty()) {
            list("");
        } else if (target.type() == Type.DIRECTORY) {
            change(target.name());
            throw elsewhere();
        } else {
            file(FtpTarget.inCommand(target.name(), ask.config().escapeWildcards()));
        }
    }

    // ---- login ----

    private void logIn() throws IOException, Refusal {
        int reply = control.user(ask.login().user());
        if (reply == NEED_PASSWORD) {
            reply = control.pass(ask.login().password());
        }
        if (reply == NEED_ACCOUNT || FTPReply.isNegativePermanent(reply)) {
            throw strangers();
        }
        if (!FTPReply.isPositiveCompletion(reply)) {
            throw unexpected("logins", reply);
        }
    }

    /** Asks for another login, without a word of whom the configuration names or where the server is. */
    private static Refusal strangers() {
        return refusal(401, "The server does not take this login.", "WWW-Authenticate", "Basic realm=\"FTP\"");
    }

    // ---- what replies mean ----

    private Refusal unexpected(String what, int reply) {
        LOG.debug("{} answered {} to {}", ask.address(), reply, what);
        return refusal(502, "The server cannot be asked for this by FTP; it answered " + reply + ".");
    }

    private static FtpAnswer closing() {
        return FtpAnswer.said(503, "The server takes no visitors at the moment.", "Retry-After", "10");
    }

    private Refusal missing(int reply) {
        String words = control.getReplyString().toLowerCase(Locale.ROOT);
        if (reply == NO_FILE && words.contains("denied")) {
            return refusal(403, "The server does not permit this.");
        }
        if (FTPReply.isNegativePermanent(reply) && reply != 530) {
            return refusal(404, "The server has nothing of this name.");
        }
        return reply == 530 ? strangers() : unexpected("this", reply);
    }

    private Refusal elsewhere() {
        return refusal(301, "This is a directory.", "Location", ask.redirect());
    }

    private void change(String directory) throws IOException, Refusal {
        int reply = control.cwd(FtpTarget.inCommand(directory, ask.config().escapeWildcards()));
        if (!FTPReply.isPositiveCompletion(reply)) {
            throw missing(reply);
        }
    }

    // ---- files ----

    private void file(String name) throws IOException, Refusal {
        boolean ascii = target.type() == Type.ASCII;
        type(ascii ? "A" : "I");
        long size = ascii ? -1 : size(name);
        if (ask.headOnly() && size >= 0) {
            begin(fields(name, size));
            pipe.end();
            return;
        }
        Instant changed = null;
        if (size >= 0) {
            changed = control.mdtmInstant(name);
        }
        Socket data = control.data(FTPCmd.RETR, name);
        if (data == null) {
            throw directoryOr(name);
        }
        begin(fields(size, changed));
        if (ask.headOnly()) {
            ControlConnection.close(data);
        } else {
            copy(data, size);
        }
        pipe.end();
    }

    private FtpAnswer fields(String name, long size) throws IOException {
        return fields(size, control.mdtmInstant(name));
    }

    private FtpAnswer fields(long size, @Nullable Instant changed) {
        List<String> fields = new ArrayList<>(List.of("Content-Type", ContentTypes.of(target.name())));
        if (changed != null) {
            fields.add("Last-Modified");
            fields.add(DATE.format(changed));
        }
        return new FtpAnswer(200, "", size, fields);
    }

    private void type(String type) throws IOException, Refusal {
        int reply = control.sendCommand(FTPCmd.TYPE, type);
        if (!FTPReply.isPositiveCompletion(reply)) {
            throw unexpected("TYPE", reply);
        }
    }

    private long size(String name) throws IOException {
        int reply = control.sendCommand(FTPCmd.SIZE, name);
        String words = control.getReplyString()
                .substring(Math.min(4, control.getReplyString().length()))
                .strip();
        return reply == SIZE_IS && words.matches("\\d{1,18}") ? Long.parseLong(words) : -1;
    }

    /** What is no file may be a directory. */
    private Refusal directoryOr(String name) throws IOException {
        int reply = control.getReplyCode();
        Refusal file = dataRefused(reply);
        if (reply == NO_FILE && FTPReply.isPositiveCompletion(control.cwd(name))) {
            return elsewhere();
        }
        return file;
    }

    private Refusal dataRefused(int reply) {
        boolean data = reply >= 425 && reply <= 426 || reply == 500 || reply == 502;
        return data ? unexpected("a data connection", reply) : missing(reply);
    }

    private void copy(Socket data, long size) throws IOException {
        long left = size < 0 ? Long.MAX_VALUE : size;
        try (Socket closing = data) {
            InputStream in = closing.getInputStream();
            while (true) {
                byte[] piece = pipe.piece();
                int read = in.read(piece);
                if (read < 0) {
                    break;
                }
                left -= read;
                if (left < 0) {
                    throw new IOException("the file is longer than the server said");
                }
                pipe.write(piece, read);
            }
        }
        complete();
        if (size >= 0 && left > 0) {
            throw new IOException("the file is " + left + " bytes shorter than the server said");
        }
    }

    /** The end of a data connection may be the end of the file, or of the server's patience: its reply tells. */
    private void complete() throws IOException {
        if (!control.completePendingCommand()) {
            throw new IOException("the server broke the transfer off with " + control.getReplyCode());
        }
    }

    // ---- directories ----

    private void list(String pattern) throws IOException, Refusal {
        if (pattern.startsWith("-")) {
            throw refusal(400, "A pattern of names does not begin with a dash.");
        }
        type("A");
        boolean facts = pattern.isEmpty() && control.hasFeature("MLST");
        String system = facts ? "" : system();
        Socket data = control.data(facts ? FTPCmd.MLSD : FTPCmd.LIST, pattern);
        if (data == null) {
            throw dataRefused(control.getReplyCode());
        }
        begin(new FtpAnswer(
                200,
                "",
                -1,
                List.of("Content-Type", "text/html;charset=" + ask.config().charset())));
        if (ask.headOnly()) {
            ControlConnection.close(data);
            pipe.end();
            return;
        }
        PipedText page = new PipedText(pipe);
        page.add(DirectoryPage.begin(ask.title(), target.below()));
        try (Socket closing = data) {
            (facts ? Listing.ofFacts() : Listing.of(system)).read(closing.getInputStream(), page::add);
        }
        complete();
        page.add(DirectoryPage.end());
        page.flush();
        pipe.end();
    }

    private String system() throws IOException {
        return FTPReply.isPositiveCompletion(control.syst())
                ? control.getReplyString().substring(4).strip()
                : "";
    }
}
