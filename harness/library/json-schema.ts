/** JSON Schemas for editors, made from the schemas that the loader uses. */
import { z } from "zod";
import { imageFile } from "../images/schema.ts";
import { hostProfile } from "../scenario/schema/host.ts";
import { scenario } from "../scenario/schema/scenario.ts";

/** The files of schema/, by name. */
export function jsonSchemas(): Readonly<Record<string, z.core.JSONSchema.BaseSchema>> {
  return {
    "scenario.json": jsonSchema(scenario),
    "host.json": jsonSchema(hostProfile),
    "image.json": jsonSchema(imageFile),
  };
}

function jsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  // Draft 7, because the YAML language server knows no later one. "input": what a person writes.
  return z.toJSONSchema(schema, { io: "input", target: "draft-7" });
}
