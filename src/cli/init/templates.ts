import { Registry } from '../../registry.js';

/** A project to begin with: a folder of the same name below `templates/`. */
export interface Template {
  readonly name: string;
  readonly summary: string;
  /** The data file that its generator writes. */
  readonly data: string;
}

/** To add a template: write its folder, add its entry. */
export const templates = new Registry<Template>('template', [
  {
    name: 'churn',
    summary: 'binary: which customers of a telephone company leave; tunes, trains and deploys',
    data: 'data/churn.csv',
  },
  {
    name: 'house-prices',
    summary: 'regression: what a house sells for',
    data: 'data/houses.csv',
  },
  {
    name: 'iris-like',
    summary: 'multiclass: the species of a flower from four measurements',
    data: 'data/flowers.csv',
  },
  {
    name: 'sales-forecast',
    summary: 'forecast: what three shops sell in the next two weeks, at planned prices',
    data: 'data/sales.csv',
  },
  {
    name: 'blank',
    summary: 'every block of mlx.yaml with what it is for, and a small table to begin with',
    data: 'data/example.csv',
  },
]);
