connect.core.initCCP(document.getElementById("ccp"), {
  ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/",
  loginPopup: false,
});
