// Swagger UI on the site's own OpenAPI document. A file of its own, as the policy allows no inline script.
const main = document.getElementById("api");

SwaggerUIBundle({
  url: main.dataset.document,
  domNode: main,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
