// examples/salesforce as an org would look at it when it is deployed.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { unzipSync } from "fflate";

import { problemsOf } from "./lib/checks.mjs";
import { controllerOf, settingNames } from "./lib/controller.mjs";
import { ROOT, ZIP, components, readProject, readRecord, sourceOf } from "./lib/project.mjs";
import { controllerProperties, renderPage } from "./lib/visualforce.mjs";

const project = readProject();
const zip = unzipSync(readFileSync(join(ROOT, ZIP)));
const resources = Object.keys(zip);

/** The names that the library takes in the adapter's text. */
const libraryNames = () => {
  const text = readFileSync(join(ROOT, "../../src/settings/table.rs"), "utf8");
  return [...text.matchAll(/^ {4}\w+: "[\w.]+", "(\w+)",/gm)].map(([, name]) => name);
};

describe("the project", () => {
  test("has the documented shapes, and every name in it is one that is there", () => {
    assert.deepEqual(problemsOf(project, resources), []);
  });

  test("has a field for each setting of the adapter's text, under its own name", () => {
    const names = libraryNames();
    assert.ok(names.length > 10, `${names}`);
    assert.deepEqual(settingNames(project).toSorted(), names.toSorted());
    const fields = components(project, "CustomField").map(({ name }) => name.replace("__c", ""));
    assert.deepEqual(fields.toSorted(), [...names, "CcpUrl", "FurtherLines"].toSorted());
  });

  test("has a controller whose stand-in hands out the same things", () => {
    assert.deepEqual(Object.keys(controllerOf(project, {})).toSorted(), controllerProperties(project).toSorted());
  });
});

describe("the static resource", () => {
  test("is no larger than an org takes, and has the files of the package and of Streams", () => {
    assert.ok(statSync(join(ROOT, ZIP)).size <= 5_000_000);
    assert.deepEqual(resources.toSorted(), [
      "LICENSE.amazon-connect-streams.txt",
      "LICENSE.connect-session-end.txt",
      "connect-streams-min.js",
      "drop-in.js",
      "keeper.js",
      "presence.js",
    ]);
    const read = (path) => readFileSync(join(ROOT, "../..", path));
    for (const name of ["drop-in.js", "keeper.js", "presence.js"]) {
      assert.deepEqual(Buffer.from(zip[name]), read(`pkg/${name}`), name);
    }
  });
});

describe("a page", () => {
  test("carries a record's text unharmed through a script and an attribute", () => {
    const nasty = { Status__c: `a"b'c\\d</script><b>&amp;`, CcpUrl__c: `https://x/?a="1"&b='2'` };
    const context = { controller: controllerOf(project, nasty), resource: (_, file) => file };
    const page = renderPage(project, "SessionEndCcp", context);
    const [, literal] = /settings: (".*")/.exec(page);
    assert.equal(new Function(`return ${literal}`)(), `Status:${nasty.Status__c}`);
    assert.equal(page.match(/<\/script>/g).length, page.match(/<script/g).length);
    const keeper = renderPage(project, "SessionEndKeeper", context);
    assert.ok(keeper.includes(`data-ccp-url="https://x/?a=&quot;1&quot;&amp;b=&#39;2&#39;"`), keeper);
  });

  test("has the record's lines, and no line for an empty field", () => {
    const { feature } = controllerOf(project, { ...readRecord(project), FurtherLines__c: "InitialAgentState:" });
    assert.deepEqual(feature.split("\n"), [
      "Status:Offline",
      "SessionEndTimer:30",
      "KeeperUrl:/apex/SessionEndKeeper",
      "OnContact:queue",
      "OtherCcps:ignore",
      "ConfirmLeave:false",
      "InitialAgentState:",
    ]);
  });
});

describe("a mistake is seen:", () => {
  const main = "force-app/main/default/";
  const status = `${main}objects/SessionEndSetting__mdt/fields/Status__c.field-meta.xml`;
  const timer = `${main}objects/SessionEndSetting__mdt/fields/SessionEndTimer__c.field-meta.xml`;
  const record = `${main}customMetadata/SessionEndSetting.Default.md-meta.xml`;
  const ccp = `${main}pages/SessionEndCcp.page`;
  const component = `${main}components/SessionEnd.component`;
  const permissions = `${main}permissionsets/SessionEnd.permissionset-meta.xml`;
  const callCenter = `${main}callCenters/SessionEnd.callCenter-meta.xml`;
  const mistakes = [
    ["an element that is not closed", status, "</label>", "</lable>", /label/],
    ["an element that does not exist", status, /label>/g, "title>", /title: there is no such element/],
    [
      "a value that is none of those there are", status,
      "SubscriberControlled", "Subscriber", /fieldManageability is "Subscriber"/,
    ],
    ["a text that is too long", status, /<length>255/, "<length>256", /length is "256"/],
    ["a field in another file", status, "<fullName>Status__c", "<fullName>State__c", /the field is State__c/],
    ["a number without its digits", timer, /.*<precision>.*\n/, "", /precision: is missing/],
    ["another API version", `${ccp}-meta.xml`, "62.0", "61.0", /apiVersion is "61.0"/],
    ["a record's field that is not there", record, "Status__c", "Statos__c", /there is no field Statos__c/],
    [
      "a record's value of another type", record,
      'xsd:double">30.0', 'xsd:string">soon', /SessionEndTimer__c is no xsd:double/,
    ],
    ["a word that the picklist has not", record, ">queue<", ">queue up<", /OnContact__c cannot be queue up/],
    ["a page that does not exist", permissions, "SessionEndWatch", "SessionEndWitch", /no page SessionEndWitch/],
    ["an adapter that does not exist", callCenter, /SessionEndCcp/g, "SessionEndCpp", /adapterUrl .* is no page/],
    [
      "a member that is not listed", "manifest/package.xml",
      /.*ConnectSessionEnd.*\n/, "<members>Other</members>\n", /ConnectSessionEnd is not listed/,
    ],
    ["a file that the static resource has not", ccp, "connect-streams-min.js", "streams.js", /has no streams\.js/],
    [
      "a merge field that nobody knows", ccp,
      "JSENCODE(ccpUrl)", "$CustomMetadata.A__mdt.B.C__c", /no such merge field/,
    ],
    [
      "a value that is not made safe", component,
      "JSENCODE(feature)", "HTMLENCODE(feature)", /does not make it safe in a script/,
    ],
    [
      "a value that the controller has not", component,
      "JSENCODE(feature)", "JSENCODE(features)", /controller has no features/,
    ],
    [
      "an element of Visualforce that nobody knows", ccp,
      '<div id="ccp"></div>', "<apex:form></apex:form>", /apex:form.*no such element/,
    ],
    ["Salesforce's own header around the page", ccp, 'showHeader="false"', 'showHeader="true"', /showHeader is true/],
    ["markup that is no XML", ccp, "<head>", "<head><br>", /br/],
  ];
  for (const [what, path, from, to, expected] of mistakes) {
    test(what, () => {
      const text = project.get(path).replace(from, to);
      assert.notEqual(text, project.get(path));
      const found = problemsOf(new Map([...project, [path, text]]), resources);
      const file = path.replace("-meta.xml", "");
      assert.ok(found.some((problem) => problem.startsWith(file) && expected.test(problem)), found.join("\n"));
    });
  }

  test("a class without a getter that a page asks for", () => {
    const path = `${main}classes/SessionEndController.cls`;
    const text = sourceOf(project, "ApexClass", "SessionEndController").replace("getLanguage()", "getTongue()");
    const found = problemsOf(new Map([...project, [path, text]]), resources);
    assert.ok(found.some((problem) => problem.includes("the controller has no language")), found.join("\n"));
  });
});
