// @ts-check
// Where somebody makes an account and nobody has said where they are yet, the device does: a choice of time zone that
// stands at UTC moves to the device's own, if it is offered.
const choice = /** @type {HTMLSelectElement | null} */ (document.querySelector("select[name=time_zone]"));
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (choice?.value === "UTC" && /^\/(set-up|invitation)\//.test(location.pathname) && [...choice.options].some((one) => one.value === zone)) {
  choice.value = zone;
}
