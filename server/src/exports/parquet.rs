//! A table as Apache Parquet: one row group, plain columns, nothing that differs from run to run.

use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};

use super::ExportError;
use super::table::{Cell, Holds, Table};

impl From<ParquetError> for ExportError {
    /// The original text may hold content.
    fn from(_: ParquetError) -> Self {
        Self::Form
    }
}

/// The bytes of a file.
pub(super) fn written(table: &Table) -> Result<Vec<u8>, ExportError> {
    let properties = WriterProperties::builder().set_created_by("tabard".to_owned()).build();
    let schema = schema(table)?;
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (number, column) in table.columns.iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { return Err(ExportError::Form) };
        let cells = table.rows.iter().filter_map(|row| row.get(number));
        match column.holds {
            Holds::Text => put::<ByteArrayType>(&mut writer, cells, |cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            })?,
            Holds::Flag => put::<BoolType>(&mut writer, cells, |cell| match cell {
                Cell::Flag(flag) => Some(*flag),
                _ => None,
            })?,
            Holds::Whole => put::<Int64Type>(&mut writer, cells, |cell| match cell {
                Cell::Whole(number) => Some(*number),
                _ => None,
            })?,
        }
        writer.close()?;
    }
    group.close()?;
    Ok(file.into_inner()?)
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let field = |name: &str, holds: Holds| {
        let physical = match holds {
            Holds::Text => Physical::BYTE_ARRAY,
            Holds::Flag => Physical::BOOLEAN,
            Holds::Whole => Physical::INT64,
        };
        let field = Type::primitive_type_builder(name, physical);
        let field = field.with_repetition(Repetition::OPTIONAL);
        let field = match holds {
            Holds::Text => field
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(LogicalType::String)),
            Holds::Flag | Holds::Whole => field,
        };
        field.build().map(Arc::new)
    };
    let fields = table.columns.iter().map(|column| field(column.name, column.holds));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Type::group_type_builder("report").with_fields(fields).build()?))
}

/// A column's values, and which rows have one.
fn put<'c, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let cells: Vec<Option<T::T>> = cells.map(value).collect();
    let held: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&values, Some(&held), None)?;
    Ok(())
}
