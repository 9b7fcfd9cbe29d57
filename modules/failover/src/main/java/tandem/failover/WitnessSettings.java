package tandem.failover;

import tandem.core.config.Profile;

/**
 * What a witness needs to know of the installation.
 *
 * @param cluster the installation's name
 * @param witness this witness's name, one of the voters' witnesses
 * @param port UDP port of the votes, the same everywhere
 */
public record WitnessSettings(
        String cluster, String witness, Voters voters, int port, Profile profile, Consent consent) {
    public WitnessSettings {
        if (!voters.witnesses().containsKey(witness)) {
            throw new IllegalArgumentException("'" + witness + "' is not in cluster.witnesses; known witnesses: "
                    + String.join(", ", voters.witnesses().keySet()));
        }
    }
}
