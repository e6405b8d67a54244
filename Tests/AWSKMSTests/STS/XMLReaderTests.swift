// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSKMS

@Suite("The XML of AWS's query protocol")
struct XMLReaderTests {
    private func root(_ text: String) throws(XMLReader.Failure) -> XMLReader.Element {
        try XMLReader.root(of: Data(text.utf8))
    }

    @Test("elements, their text and the five entities are read; attributes and white space between are passed over")
    func reads() throws {
        let root = try root(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns='https://x/' b = \"c>d\">\r\n <b>1 &lt;&gt;&amp;"
                + "&quot;&apos;&#65;&#x1F600;é</b ><c/><c x=\"\"/><d></d><e> x\r\ny </e></a>\n ")
        #expect(root.name == "a" && root.text.isEmpty)
        #expect(root["b"]?.text == "1 <>&\"'A\u{1F600}é")
        #expect(root["d"]?.text == "")
        // White space within text is the text's.
        #expect(root["e"]?.text == " x\ny ")
        #expect(root["missing"] == nil)
    }

    @Test("of two elements of one name neither is taken")
    func twice() throws {
        #expect(try root("<a><b>1</b><b>2</b></a>")["b"] == nil)
    }

    @Test(
        "what AWS does not send is refused",
        arguments: [
            // Entities that read a file, that call home, that grow.
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
            "<!DOCTYPE a SYSTEM \"http://evil/a.dtd\"><a/>",
            "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>",
            "<a>&x;</a>", "<a>&</a>", "<a>& b;</a>", "<a>&amp</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
            "<a>&#x110000;</a>",
            "<a>&#+65;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#99999999999;</a>", "<a>&#11;</a>",
            // What is XML, and not needed.
            "<a><!-- x --></a>", "<a><![CDATA[x]]></a>", "<a><?php x?></a>", "<?xml-stylesheet href='x'?><a/>",
            // What is no XML.
            "", " ", "a", "<", "<a", "<a>", "<a/", "<a></b>", "<a></a", "<a>x</a>y", "<a/><b/>", "<a/>&amp;", "</a>",
            "<a b></a>",
            "<a b=c></a>", "<a b='c></a>", "<a b='c'd='e'></a>", "<1/>", "< a/>", "<a><b></a></b>", "<a>x<b/></a>",
            "<a>\u{0}</a>", "<a>\u{1B}[31m</a>", "<a>\u{FFFE}</a>", "<?xml version=\"1.0\"",
            " <?xml version=\"1.0\"?><a/>",
            "{\"a\":1}",
        ])
    func refuses(text: String) {
        #expect(throws: XMLReader.Failure.self) { try root(text) }
    }

    @Test("bytes that are no UTF-8 are refused")
    func bytes() {
        #expect(throws: XMLReader.Failure.self) { try XMLReader.root(of: Data("<a>".utf8 + [0xFF] + "</a>".utf8)) }
        #expect(throws: XMLReader.Failure.self) { try XMLReader.root(of: Data([0xFE, 0xFF, 0x00, 0x3C])) }
    }

    @Test("depth and size have limits")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        func long(_ bytes: Int) -> String { "<a>" + String(repeating: "x", count: bytes - 7) + "</a>" }
        _ = try root(nested(XMLReader.maximumDepth))
        #expect(throws: XMLReader.Failure(description: "is nested too deeply")) {
            try root(nested(XMLReader.maximumDepth + 1))
        }
        _ = try root(long(XMLReader.maximumBytes))
        #expect(throws: XMLReader.Failure.self) { try root(long(XMLReader.maximumBytes + 1)) }
        // Wide and deep as may be, and still read in one pass.
        #expect(throws: XMLReader.Failure.self) { try root(String(repeating: "<a>", count: 20_000)) }
        let wide = "<a>" + String(repeating: "<b/>", count: 16_000) + "</a>"
        #expect(try root(wide).children.count == 16_000)
    }
}
