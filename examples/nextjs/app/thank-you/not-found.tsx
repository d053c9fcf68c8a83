export default function NoOrder() {
  return <section className="card">There is no order here.</section>;
}
