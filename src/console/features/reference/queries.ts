// What other features may use of the reference.
export { endpointAddress, FIRST_SECTION, GROUP_SECTIONS, TOPIC_SECTIONS } from "./sections.ts";
