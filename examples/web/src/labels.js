const utc = { timeZone: 'UTC' };
const styles = [
  { month: 'short', year: 'numeric', ...utc },
  { day: 'numeric', month: 'short', year: 'numeric', ...utc },
  { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...utc },
];
const longest = 12;

/** The moment of `2015-02`, `2015-02-17` or `2015-02-17 10:30`; NaN of anything else. */
function moment(label) {
  const [, date, time = '00:00'] = /^(\d{4}-\d\d(?:-\d\d)?)(?:[T ](\d\d:\d\d))?/.exec(label) ?? [];
  return Date.parse(`${date}T${time}Z`);
}

/** Labels that fit below a chart: `2015-02-17` as `Feb 2015`, or `Feb 17, 2015` where months are there twice. */
export function shortLabels(labels) {
  const moments = labels.map(moment);
  if (!moments.every(Number.isFinite)) {
    return labels.map((label) => (label.length > longest ? `${label.slice(0, longest - 1)}…` : label));
  }
  const texts = styles.map((style) => moments.map((one) => new Date(one).toLocaleString('en', style)));
  return texts.find((some) => new Set(some).size === some.length) ?? texts[0];
}
