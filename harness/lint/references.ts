/** Where rules can be read up. */
export const RESOLV_CONF_5 = "https://man7.org/linux/man-pages/man5/resolv.conf.5.html";
export const NSSWITCH_CONF_5 = "https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html";
export const GO_NAME_RESOLUTION = "https://pkg.go.dev/net#hdr-Name_Resolution";
export const MUSL_DIFFERENCES = "https://wiki.musl-libc.org/functional-differences-from-glibc.html";
export const GLIBC_2_26 = "https://sourceware.org/legacy-ml/libc-alpha/2017-08/msg00010.html";
export const KUBERNETES_DNS = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/";
export const goIssue = (number: number): string => `https://go.dev/issue/${number}`;
export const YAML = "https://yaml.org/spec/1.2.2/";
export const RFC_1035 = "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4";
export const HOSTS_5 = "https://man7.org/linux/man-pages/man5/hosts.5.html";
export const HOST_CONF_5 = "https://man7.org/linux/man-pages/man5/host.conf.5.html";
