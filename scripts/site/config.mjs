/** How VitePress makes the site: what its side bar holds, and a search that needs no server. */

/**
 * @param {readonly string[]} topics names of the pages below topics/
 * @param {string} base where the site is served: "/" or "/resolver-matrix/"
 */
export function siteConfig(topics, base) {
  return {
    title: "resolver-matrix",
    description: "Why DNS resolution differs between images",
    lang: "en",
    base,
    // No icon, rather than a request that fails.
    head: [["link", { rel: "icon", href: "data:," }]],
    cleanUrls: false,
    // The times of files say nothing here: pages are made when the site is.
    lastUpdated: false,
    ignoreDeadLinks: false,
    // The index of the search is one large file, which is fetched when somebody searches.
    vite: { build: { chunkSizeWarningLimit: 4000 } },
    markdown: { theme: { light: "github-light", dark: "github-dark" } },
    themeConfig: {
      search: { provider: "local" },
      outline: [2, 3],
      nav: [
        { text: "Capture and fix", link: "/" },
        { text: "Topics", link: "/topics/" },
        { text: "Causes", link: "/causes" },
        { text: "Lint rules", link: "/lint-rules" },
      ],
      sidebar: [
        {
          text: "Guides",
          items: [
            { text: "Capture and fix", link: "/" },
            { text: "Write a scenario", link: "/scenarios" },
            { text: "In CI", link: "/ci" },
            { text: "As a library", link: "/library" },
          ],
        },
        {
          text: "What there is to know",
          items: [
            { text: "Causes and remedies", link: "/causes" },
            { text: "Lint rules", link: "/lint-rules" },
            { text: "Findings", link: "/findings/" },
            { text: "How it works", link: "/architecture" },
          ],
        },
        { text: "Topics", items: topics.map((topic) => ({ text: topic, link: `/topics/${topic}` })) },
      ],
    },
  };
}
