export const PARQUET = 'parquet';
