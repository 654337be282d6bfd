package com.acme.library.lending;

import com.acme.library.model.Author;
import com.acme.library.model.Titled;
import com.acme.library.model.Titled.Checked;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

public class Ledger<T extends Titled> {
    private final Map<T, Loan> loans = new TreeMap<>(Comparator.comparing(Titled::title));

    @Checked(3)
    public <K extends T> Loan open(K key, Loan loan) {
        for (Map.Entry<T, Loan> entry : loans.entrySet()) {
            if (entry.getValue().state() == Loan.State.CLOSED) {
                return entry.getValue();
            }
        }
        return Author.UNKNOWN == null ? null : loans.put(key, loan);
    }
}
