import { createWire, type Wire } from "../datasources/dynamodb/wire.ts";
import type { Credentials } from "../description.ts";
import { TemplateError } from "../template/cloudformation.ts";
import type { TableInput } from "../template/tables.ts";

/** Keeps an engine's tables as a template has them. */
export interface TableKeeper {
  /**
   * Makes the tables that are missing, and anew (empty) those whose keys or indexes have changed since they were made here.
   *
   * @returns the names of the tables that were made anew
   * @throws TemplateError with what the engine says of a table
   */
  keep(tables: TableInput[]): Promise<string[]>;
  close(): Promise<void>;
}

export function createTableKeeper(endpoint: string, region: string, credentials: Credentials): TableKeeper {
  const wire: Wire = createWire({ type: "AMAZON_DYNAMODB", tableName: "", region, endpoint, credentials }, Date.now);
  const made = new Map<string, string>();
  const send = (operation: string, body: object) => wire.send(operation, body, new AbortController().signal);

  async function create(table: TableInput): Promise<void> {
    const { error } = await send("CreateTable", table);
    // A table that is there already is one of an earlier start, kept in a file.
    if (error && !error.type.endsWith("ResourceInUseException"))
      throw new TemplateError(`the table ${table.TableName} cannot be made: ${error.message}`);
    made.set(table.TableName, JSON.stringify(table));
  }

  return {
    async keep(tables) {
      const renewed: string[] = [];
      for (const table of tables) {
        const known = made.get(table.TableName);
        if (known === JSON.stringify(table)) continue;
        if (known !== undefined) {
          await send("DeleteTable", { TableName: table.TableName });
          renewed.push(table.TableName);
        }
        await create(table);
      }
      return renewed;
    },
    close: () => wire.close(),
  };
}
