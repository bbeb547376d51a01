package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Many requests in few transactions. */
final class BulkEnrolment {
    /** Small enough for others to have their turn. */
    private static final int TRANSACTION = 200;

    private BulkEnrolment() {}

    static List<EnrolmentOutcome> run(Store store, List<EnrolmentRequest> requests, Enrolments.Destination to)
            throws RegistryException {
        List<EnrolmentOutcome> outcomes = new ArrayList<>(requests.size());
        for (int at = 0; at < requests.size(); at += TRANSACTION) {
            List<EnrolmentRequest> some = requests.subList(at, Math.min(requests.size(), at + TRANSACTION));
            outcomes.addAll(store.write(journal -> {
                Tenants.required(journal.sql(), to.tenant());
                if (to.site().isPresent()) {
                    Devices.siteExists(
                            journal.sql(), to.tenant().value(), to.site().get());
                }
                List<EnrolmentOutcome> done = new ArrayList<>(some.size());
                for (EnrolmentRequest request : some) {
                    done.add(one(journal, request, to));
                }
                return done;
            }));
        }
        return List.copyOf(outcomes);
    }

    /** A refusal is decided before anything of its request is written, so the others stay. */
    private static EnrolmentOutcome one(Journal journal, EnrolmentRequest request, Enrolments.Destination to)
            throws RegistryException, DatabaseException {
        try {
            Optional<RegisteredDevice> known = Enrolments.known(journal.sql(), request, to.tenant());
            if (known.isEmpty()) {
                Enrolments.room(journal.sql(), to.tenant());
                known = Optional.of(Enrolments.insert(journal, request, to));
            }
            return new EnrolmentOutcome(request.card().nodeId(), known, Optional.empty());
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.CONFLICT && e.kind() != RegistryException.Kind.FULL) {
                throw e;
            }
            return new EnrolmentOutcome(request.card().nodeId(), Optional.empty(), Optional.of(e));
        }
    }
}
