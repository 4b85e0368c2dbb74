// The shapes of the metadata that the project has, as the Metadata API Developer Guide documents them: which elements
// there are, which are required, what may stand in them.

/** The version that all of the project is written for. */
export const API = "62.0";

const is = (what, test) => (value) => {
  if (typeof value !== "string") return [`is no text, but ${what} belongs there`];
  return test(value) ? [] : [`is ${JSON.stringify(value)}, not ${what}`];
};
const matches = (what, pattern) => is(what, (value) => pattern.test(value));
const text = (length) => is(`a text of up to ${length} characters`, (value) => value !== "" && value.length <= length);
const oneOf = (...values) => is(`one of ${values.join(", ")}`, (value) => values.includes(value));
const whole = (from, to) => {
  const fits = (value) => /^\d+$/.test(value) && from <= Number(value) && Number(value) <= to;
  return is(`a whole number from ${from} to ${to}`, fits);
};
const bool = oneOf("true", "false");
const version = oneOf(API);

/** "…only underscores and alphanumeric characters", a letter first, no underscore last, and no two together. */
const NAME = "[A-Za-z](?:_?[A-Za-z0-9])*";
export const name = is("a developer name of up to 40 characters", (value) => isName(value, ""));
const fieldName = is("a custom field's name, up to 40 characters and __c", (value) => isName(value, "__c"));
const typeName = is("a custom metadata type's name, up to 40 characters and __mdt", (value) => isName(value, "__mdt"));
export const isName = (value, ending) =>
  value.endsWith(ending) && new RegExp(`^${NAME}$`).test(value.slice(0, -ending.length || undefined)) &&
  value.length <= 40 + ending.length;

const one = (check) => ({ check, from: 1, to: 1 });
const maybe = (check) => ({ check, from: 0, to: 1 });
const any = (check) => ({ check, from: 0, to: Infinity });
const some = (check) => ({ check, from: 1, to: Infinity });
const of = (shape) => (value) => problems(value, shape);

const grant = (kind, check) => of({ [kind]: one(check), enabled: one(bool) });
const item = of({ label: one(text(255)), name: one(name), value: one(text(255)) });
const layoutItem = of({
  behavior: one(oneOf("Edit", "Required", "Readonly")),
  field: one(matches("a field", new RegExp(`^${NAME}(__c)?$`))),
});
const picklistValue = of({ fullName: one(text(255)), default: one(bool), label: maybe(text(255)) });

const picklist = of({ sorted: one(bool), value: some(picklistValue) });

/** By the name of the root element. */
export const SHAPES = {
  ApexClass: { apiVersion: one(version), status: one(oneOf("Active", "Inactive", "Deleted")) },
  ApexComponent: { apiVersion: one(version), description: maybe(text(255)), label: one(text(80)) },
  ApexPage: {
    apiVersion: one(version),
    availableInTouch: maybe(bool),
    confirmationTokenRequired: maybe(bool),
    description: maybe(text(255)),
    label: one(text(80)),
  },
  CallCenter: {
    adapterUrl: maybe(text(255)),
    displayName: one(text(80)),
    displayNameLabel: one(text(80)),
    internalNameLabel: one(text(80)),
    sections: any(of({ items: any(item), label: one(text(255)), name: one(name) })),
    version: maybe(text(20)),
  },
  CustomField: {
    fullName: one(fieldName),
    defaultValue: maybe(bool),
    description: maybe(text(1000)),
    externalId: maybe(oneOf("false")),
    fieldManageability: one(oneOf("DeveloperControlled", "Locked", "SubscriberControlled")),
    inlineHelpText: maybe(text(510)),
    label: one(text(40)),
    length: maybe(whole(1, 255)),
    precision: maybe(whole(1, 18)),
    required: maybe(bool),
    scale: maybe(whole(0, 17)),
    // Of the types that the guide lists for custom metadata, those whose values the controller can hand on.
    type: one(oneOf("Checkbox", "Number", "Picklist", "Text", "TextArea")),
    unique: maybe(bool),
    valueSet: maybe(of({ restricted: one(bool), valueSetDefinition: one(picklist) })),
  },
  CustomMetadata: {
    description: maybe(text(1000)),
    label: one(text(40)),
    protected: one(bool),
    // What stands there is up to the field: see components.mjs.
    values: any(of({ field: one(fieldName), value: one(() => []) })),
  },
  CustomObject: {
    description: maybe(text(1000)),
    label: one(text(40)),
    pluralLabel: one(text(40)),
    visibility: one(oneOf("PackageProtected", "Protected", "Public")),
  },
  CustomTab: {
    description: maybe(text(1000)),
    hasSidebar: maybe(bool),
    label: maybe(text(40)),
    motif: one(matches("a motif such as Custom53: Bell", /^Custom([1-9]\d?|100): [A-Z][A-Za-z ]+$/)),
    page: one(name),
  },
  Layout: {
    layoutSections: some(
      of({
        customLabel: one(bool),
        detailHeading: one(bool),
        editHeading: one(bool),
        label: one(text(80)),
        layoutColumns: some(of({ layoutItems: any(layoutItem) })),
        style: one(oneOf("CustomLinks", "OneColumn", "TwoColumnsLeftToRight", "TwoColumnsTopToBottom")),
      }),
    ),
    showEmailCheckbox: one(bool),
    showHighlightsPanel: one(bool),
    showInteractionLogPanel: one(bool),
    showRunAssignmentRulesCheckbox: one(bool),
    showSubmitAndAttachButton: one(bool),
  },
  Package: { types: some(of({ members: some(text(255)), name: one(name) })), version: one(version) },
  PermissionSet: {
    classAccesses: any(grant("apexClass", name)),
    customMetadataTypeAccesses: any(grant("name", typeName)),
    description: maybe(text(255)),
    hasActivationRequired: maybe(bool),
    label: one(text(80)),
    pageAccesses: any(grant("apexPage", name)),
    tabSettings: any(of({ tab: one(name), visibility: one(oneOf("Available", "None", "Visible")) })),
  },
  StaticResource: {
    cacheControl: one(oneOf("Private", "Public")),
    contentType: one(oneOf("application/zip")),
    description: maybe(text(255)),
  },
};

/** What an element has that its shape does not allow, and the other way round. */
export function problems(element, shape) {
  if (typeof element !== "object") return ["is empty"];
  const found = [];
  for (const [key, values] of Object.entries(element)) {
    if (key.startsWith("@")) continue;
    if (!(key in shape)) found.push(`${key}: there is no such element`);
    else found.push(...values.flatMap((value) => shape[key].check(value).map((what) => `${key} ${what}`)));
  }
  for (const [key, { from, to }] of Object.entries(shape)) {
    const count = element[key]?.length ?? 0;
    if (count < from) found.push(`${key}: is missing`);
    if (count > to) found.push(`${key}: is there ${count} times`);
  }
  return found;
}
