package io.edgemesh.dns.wire;

/**
 * What two queries have in common that get one answer.
 *
 * @param name             the name
 * @param type             the type of records, a number of {@link org.xbill.DNS.Type}
 * @param dnssecOk         whether DNSSEC records are wanted along with them
 * @param checkingDisabled whether records count that a validating resolver would refuse
 */
public record Question(DomainName name, int type, boolean dnssecOk, boolean checkingDisabled) {
    public static Question of(DomainName name, int type) {
        return new Question(name, type, false, false);
    }

    public static Question from(Query query) {
        return new Question(query.name(), query.type(), query.dnssecOk(), query.checkingDisabled());
    }
}
