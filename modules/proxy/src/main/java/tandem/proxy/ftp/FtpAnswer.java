package tandem.proxy.ftp;

import java.util.List;

/**
 * How a response by HTTP begins that is made of what a server by FTP said.
 *
 * @param status as HTTP has it
 * @param sentence for people, where there is no body; else empty
 * @param length of the body behind it; -1 if it is not known
 * @param fields name and value in turn
 */
public record FtpAnswer(int status, String sentence, long length, List<String> fields) {
    public FtpAnswer {
        fields = List.copyOf(fields);
    }

    /** One without a body, or with a page about it. */
    static FtpAnswer said(int status, String sentence, String... fields) {
        return new FtpAnswer(status, sentence, -1, List.of(fields));
    }
}
