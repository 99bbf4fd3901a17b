// What the pages' modules find in the browser and TypeScript does not know of. Empty until there is such a thing.
export {};
