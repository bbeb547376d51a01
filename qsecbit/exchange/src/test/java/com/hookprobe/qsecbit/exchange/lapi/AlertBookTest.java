package com.hookprobe.qsecbit.exchange.lapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.ForeignAlert.Wish;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static ForeignAlert alert(int wishes, String path) {
        Subject url =
                Subject.of(Subject.Kind.URL, "https://evil.example/" + path).orElseThrow();
        Wish wish = new Wish(url, Remedy.BAN, 1_000_000, "cscli", "manual");
        return new ForeignAlert("engine-1", 0.5, url, "manual", "", 1, 0, 0, false, Collections.nCopies(wishes, wish));
    }

    @Test
    void theOldestMakeRoomWhenAlertsAreLarge() {
        AlertBook book = new AlertBook(1);
        ForeignAlert large = alert(ForeignAlert.WISHES_MAX, "x".repeat(2_000));
        // Some 430,000 bytes each.
        for (int i = 0; i < 200; i++) {
            book.add(List.of(large), i);
        }
        List<AlertBook.Entry> kept = book.find("engine-1", entry -> true, Integer.MAX_VALUE);
        assertThat(kept).hasSizeBetween(20, 50);
        assertThat(kept.get(0).id()).isEqualTo(200);
        // What is taken out is no longer counted.
        for (int i = 0; i < 5_000; i++) {
            book.add(List.of(alert(0, "")), i);
        }
        assertThat(book.find("engine-1", entry -> true, Integer.MAX_VALUE)).hasSize(AlertBook.ALERTS_MAX);
    }
}
