// A plugin of JupyterLab in the form that its loader takes, written by hand: it adds the font that charts were measured
// with. The file lies beside this one, so nothing comes from a network.
(() => {
  const file = new URL("AnalysisSans-Regular.otf", document.currentScript.src);
  const plugin = {
    id: "analysis-sans:font",
    autoStart: true,
    activate: () => {
      const face = new FontFace("Analysis Sans", `url(${file})`);
      document.fonts.add(face);
      face.load().catch(() => console.warn("Analysis Sans could not be loaded; charts use another font."));
    },
  };
  const container = {
    init: () => undefined,
    get: async () => () => ({__esModule: true, default: plugin}),
  };
  (window._JUPYTERLAB ??= {})["analysis-sans"] = container;
})();
