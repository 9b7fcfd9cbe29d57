package tandem.core.acme;

import tandem.core.config.ChallengeType;

/**
 * What an authority will look for under a name, to see that whoever orders controls it. No secret: everybody may ask for it.
 *
 * @param host the name, in lower case
 * @param token what the authority asks by, in base64url
 * @param authorization what it expects (key authorization, RFC 8555 section 8.1)
 */
public record Challenge(ChallengeType type, String host, String token, String authorization) {}
