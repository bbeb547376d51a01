package com.hookprobe.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.About;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {
    private static final List<String> ELEMENTS = List.of(
            "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "div", "p", "span",
            "h1", "h2", "h3", "b", "i", "small", "code", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody",
            "tr", "th", "td", "svg", "path", "circle", "rect", "line", "text");

    /** The page is written so that it is XML, too: a value that became markup would be found as an element or break it. */
    private static Document parsed(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        String xml = page.substring("<!DOCTYPE html>\n".length());
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'/><svg onload=alert(1)>",
                "</style><link rel=stylesheet href=//evil.example/x>",
                "</title>&lt;b&gt; ]]> -->",
                "javascript:alert(1)",
                "a\u0000b\u202egnp.exe\ud800"
            })
    void whateverANameIsItIsTextAndNothingElse(String hostile) throws Exception {
        for (About about : About.values()) {
            String page = ReportPage.of(Samples.hostile(about, hostile));
            Document document = parsed(page);
            NodeList all = document.getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                Element element = (Element) all.item(i);
                assertThat(ELEMENTS).contains(element.getTagName());
                for (int j = 0; j < element.getAttributes().getLength(); j++) {
                    String name = element.getAttributes().item(j).getNodeName();
                    assertThat(name).doesNotStartWith("on").isNotIn("href", "src", "style", "xlink:href", "action");
                }
            }
            String shown = hostile.replaceAll("[\u0000\u202e\ud800]", "\ufffd");
            assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
                    .isEqualTo(shown);
            assertThat(page.codePoints().noneMatch(c -> c < ' ' && c != '\n' || c == 0x202e))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(About.class)
    void nothingIsFetchedAndNothingRuns(About about) {
        String page = ReportPage.of(about == About.SITE ? Samples.site("bakery") : Samples.tenant("Bakeries Ltd"));
        assertThat(page)
                .doesNotContain("<script", "http://", "https://", "url(", "@import", "<link", "<img", "<iframe", "//");
        assertThat(page).contains("default-src 'none'".replace("'", "&#39;"));
        assertThat(page.length()).isLessThan(80_000);
    }

    @Test
    void theSameDataGiveTheSameBytes() {
        assertThat(ReportPage.of(Samples.site("bakery"))).isEqualTo(ReportPage.of(Samples.site("bakery")));
    }

    @Test
    void itBeginsWithASentenceAndShowsTheNumbersOfItsData() throws Exception {
        ReportData data = Samples.site("bakery");
        Document document = parsed(ReportPage.of(data));
        String text = document.getDocumentElement().getTextContent();
        assertThat(text).contains(data.verdict().sentence());
        assertThat(data.verdict().sentence()).startsWith("Your site needs attention, because");
        List<String> figures = new ArrayList<>();
        Matcher figure = Pattern.compile("<b>([^<]+)</b>").matcher(ReportPage.of(data));
        while (figure.find()) {
            figures.add(figure.group(1));
        }
        // Seen, answered, spared, time on guard; and spared once more where it is told.
        assertThat(figures).contains("295", "65", "318").hasSize(5);
        assertThat(text)
                .contains(
                        "33 of them grave",
                        "Guessing of passwords",
                        "checkpoint 40211",
                        data.evidence().network());
    }

    @Test
    void aMonthWithoutRecordsSaysSo() throws Exception {
        String text = parsed(ReportPage.of(Samples.empty("new-shop")))
                .getDocumentElement()
                .getTextContent();
        assertThat(text).contains("Nothing was recorded in this month", "No checkpoint of this month");
    }

    @Test
    void aFileHasANameThatEverySystemTakes() {
        assertThat(ReportPage.fileName("../../etc/passwd", "2026-11", ".html"))
                .isEqualTo("hookprobe--etc-passwd-2026-11.html");
        assertThat(ReportPage.fileName("<>", "2026-11", ".html")).isEqualTo("hookprobe-report-2026-11.html");
        assertThat(ReportPage.fileName("Müller & Co", "2026-11", ".html"))
                .isEqualTo("hookprobe-m-ller-co-2026-11.html");
    }
}
