import { type ColumnDefinitionNode, DataTypeNode, type KyselyPlugin, OperationNodeTransformer, RawNode } from 'kysely'

/**
 * Gives every text column that a migration makes the collation "C": ids then sort and compare by their bytes,
 * as in SQLite and in our own cursors, whatever language the PostgreSQL database was created for.
 */
export function createByteOrderPlugin(): KyselyPlugin {
  const transformer = new TextColumnTransformer()
  return {
    transformQuery: ({ node }) => transformer.transformNode(node),
    transformResult: async ({ result }) => result
  }
}

class TextColumnTransformer extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const definition = super.transformColumnDefinition(node)
    const { dataType } = definition
    if (!DataTypeNode.is(dataType) || dataType.dataType !== 'text') return definition
    return { ...definition, dataType: RawNode.createWithSql('text collate "C"') }
  }
}
